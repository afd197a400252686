// Light, dark, or as the machine is.
import { useEffect, useState } from 'preact/hooks';
import { Choice } from './parts.tsx';

const THEMES = [
  ['auto', 'Auto'],
  ['light', 'Light'],
  ['dark', 'Dark'],
] as const;
type Theme = (typeof THEMES)[number][0];

const KEY = 'ecr-drift-theme';

/** The choice, which this browser remembers where it may. */
export function ThemeChoice() {
  const [theme, setTheme] = useState<Theme>(remembered);
  useEffect(() => {
    document.documentElement.dataset['theme'] = theme;
    try {
      localStorage.setItem(KEY, theme);
    } catch {
      // A browser that keeps nothing shows the page all the same.
    }
  }, [theme]);
  return <Choice label="Theme" options={THEMES} chosen={theme} choose={setTheme} />;
}

function remembered(): Theme {
  try {
    const kept = localStorage.getItem(KEY);
    return THEMES.find(([name]) => name === kept)?.[0] ?? 'auto';
  } catch {
    return 'auto';
  }
}
