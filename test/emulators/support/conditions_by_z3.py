"""Decides pairs of condition blocks with Z3, from AWS's documentation alone: one JSON object a line in, one a line out."""
import ipaddress
import json
import re
import sys
from datetime import datetime, timezone

import z3

POSITIVE = {
    "stringnotequals": "stringequals", "stringnotequalsignorecase": "stringequalsignorecase", "stringnotlike": "stringlike",
    "numericnotequals": "numericequals", "datenotequals": "dateequals", "notipaddress": "ipaddress",
    "arnnotequals": "arnlike", "arnnotlike": "arnlike", "arnequals": "arnlike",
}
ANY = z3.AllChar(z3.ReSort(z3.StringSort()))
COLON = z3.Re(z3.StringVal(":"))
FIELD = z3.Intersect(ANY, z3.Complement(COLON))
EMPTY = z3.Re(z3.StringVal(""))


def concat(parts):
    parts = [part for part in parts if part is not None]
    return EMPTY if not parts else parts[0] if len(parts) == 1 else z3.Concat(*parts)


def glob(pattern, wildcard=ANY):
    return concat([z3.Star(wildcard) if c == "*" else wildcard if c == "?" else z3.Re(z3.StringVal(c)) for c in pattern])


def either_case(text):
    return concat([z3.Union(z3.Re(z3.StringVal(c.lower())), z3.Re(z3.StringVal(c.upper()))) if c.lower() != c.upper() else z3.Re(z3.StringVal(c)) for c in text])


def arn(pattern):
    fields = pattern.split(":", 5)
    if len(fields) < 6:
        return None
    parts = []
    for at, field in enumerate(fields):
        parts += [COLON] if at else []
        parts.append(glob(field, FIELD if at < 5 else ANY))
    return concat(parts)


def moment(text):
    if re.fullmatch(r"\d+", text) and len(text) > 4:
        return float(text)
    value = datetime.fromisoformat(text.replace("Z", "+00:00"))
    return (value if value.tzinfo else value.replace(tzinfo=timezone.utc)).timestamp()


class Element:
    """One value of a key, as every kind of operator sees it."""

    def __init__(self, name):
        self.text = z3.String(name)
        self.is_number = z3.Bool(name + "#")
        self.number = z3.Real(name + "=")
        self.family = z3.Int(name + "v")
        self.address = z3.BitVec(name + "@", 128)


class World:
    def __init__(self, kinds, sizes):
        self.kinds = kinds
        self.keys = {}
        self.rules = []
        for key, size in sizes.items():
            elements = [Element(f"{key}.{at}") for at in range(size)]
            there = [z3.Bool(f"{key}.{at}?") for at in range(size)]
            self.keys[key] = list(zip(elements, there))
            for element in elements:
                self.rules.append(z3.And(element.family >= 0, element.family <= 2))
                self.rules.append(z3.Implies(element.family == 1, z3.ULE(element.address, z3.BitVecVal(2**32 - 1, 128))))

    def there(self, key):
        return z3.Or(*[there for _, there in self.keys[key]])


def matches(world, element, base, raw):
    if base == "bool":
        return z3.InRe(element.text, either_case(raw)) if raw.lower() in ("true", "false") else z3.BoolVal(False)
    if base.startswith("numeric") or base.startswith("date"):
        bound = z3.RealVal(str(float(raw) if base.startswith("numeric") else moment(raw)))
        name = base.replace("numeric", "").replace("date", "")
        test = {"equals": lambda: element.number == bound, "lessthan": lambda: element.number < bound, "lessthanequals": lambda: element.number <= bound,
                "greaterthan": lambda: element.number > bound, "greaterthanequals": lambda: element.number >= bound}[name]()
        return z3.And(element.is_number, test)
    if base == "binaryequals":
        return z3.InRe(element.text, z3.Concat(z3.Re(z3.StringVal(raw.rstrip("="))), z3.Option(z3.Union(z3.Re(z3.StringVal("=")), z3.Re(z3.StringVal("=="))))))
    if base == "ipaddress":
        network = ipaddress.ip_network(raw, strict=False)
        first, last = int(network.network_address), int(network.broadcast_address)
        return z3.And(element.family == (1 if network.version == 4 else 2), z3.UGE(element.address, z3.BitVecVal(first, 128)), z3.ULE(element.address, z3.BitVecVal(last, 128)))
    if "${" in raw:
        return with_variable(world, element, base, raw)
    if base == "stringequals":
        return element.text == z3.StringVal(raw)
    if base == "stringequalsignorecase":
        return z3.InRe(element.text, either_case(raw))
    if base == "stringlike":
        return z3.InRe(element.text, glob(raw))
    if base == "arnlike":
        pattern = arn(raw)
        return z3.BoolVal(False) if pattern is None else z3.InRe(element.text, pattern)
    raise ValueError(base)


def with_variable(world, element, base, raw):
    before, key, _, fallback, after = re.fullmatch(r"(.*?)\$\{([^,}]+)(, '([^']*)')?\}(.*)", raw).groups()
    [(variable, there)] = world.keys[key.lower()]
    value = variable.text
    if fallback is not None:
        value, there = z3.If(there, value, z3.StringVal(fallback)), z3.BoolVal(True)
    whole = z3.Concat(z3.StringVal(before), value, z3.StringVal(after))
    return z3.And(there, element.text == whole)


def holds(world, operator, key, values):
    quantifier, base, if_exists = re.fullmatch(r"(?:(forallvalues|foranyvalue):)?(.*?)(ifexists)?", operator.lower()).groups()
    there = world.there(key)
    if base == "null":
        return z3.Or(*[z3.Not(there) if value == "true" else there for value in values])
    positive = POSITIVE.get(base, base)
    negated = base in POSITIVE and base != "arnequals"

    def fits(element):
        found = z3.Or(*[matches(world, element, positive, value) for value in values])
        return z3.Not(found) if negated else found

    if quantifier == "forallvalues":
        return z3.And(*[z3.Implies(is_there, fits(element)) for element, is_there in world.keys[key]])
    some = z3.Or(*[z3.And(is_there, fits(element)) for element, is_there in world.keys[key]])
    if quantifier == "foranyvalue":
        return z3.Or(some, z3.Not(there)) if if_exists else some
    if if_exists:
        return z3.Or(some, z3.Not(there))
    return z3.Or(some, z3.Not(there)) if negated else some


def block(world, condition):
    return z3.And(*[holds(world, operator, key.lower(), values) for operator, keys in condition.items() for key, values in keys.items()])


def check(rules, formula):
    solver = z3.Solver()
    solver.set("timeout", 3000)
    solver.add(*rules)
    solver.add(formula)
    return str(solver.check())


def decide(pair, kinds):
    sizes = {}
    for condition in (pair["a"], pair["b"]):
        for operator, keys in condition.items():
            for key in keys:
                # Each question about a set needs at most one value of its own.
                sizes[key.lower()] = sizes.get(key.lower(), 0) + (1 if kinds[key]["isSet"] else 0)
    for text in re.findall(r"\$\{([^,}]+)", json.dumps(pair)):
        sizes.setdefault(text.lower(), 0)
    world = World(kinds, {key: max(1, size) for key, size in sizes.items()})
    a, b = block(world, pair["a"]), block(world, pair["b"])
    return {"possible": check(world.rules, a), "breaks": check(world.rules, z3.And(a, z3.Not(b)))}


def main():
    kinds = json.loads(sys.stdin.readline())
    for line in sys.stdin:
        print(json.dumps(decide(json.loads(line), kinds)), flush=True)


main()
