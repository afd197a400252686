// What only a run on parts that were read again needs: a file of its own beside the function, which loads it then.
export { attributionsOf } from '../../lib/events/attribution.ts';
export { newest } from '../../lib/scoped/newest.ts';
export { overlaid } from '../../lib/scoped/overlaid.ts';
export { stillAs } from '../../lib/scoped/still-as.ts';
