"""Whatever a script calls with whatever values: the host can read what comes of it, and obey it."""

from __future__ import annotations

import pytest

from runtime.model.commands import SendRequest, SetTimer
from tests.guest.guest import JSON, Guest

# Calls each function that leads from what the script was given, again and again, with values that are none of
# those it expects. Names the last call, so that a failure can be looked at.
JUNK = """
let state = SEED;
const draw = (n) => { state = (state * 1103515245 + 12345) % 2147483648; return Math.floor(state / 65536) % n; };
const bad = { toString() { return ['1', 'a\\r\\nb', '-5', '\\u0000', 'GET', '\\ud800'][draw(6)]; }, valueOf: () => -1 };
const trap = new Proxy({}, { get: (t, k) => (draw(2) ? undefined : bad), has: () => true, ownKeys: () => ['a', 'b'] });
const values = () => [
  undefined, null, 0, -1, NaN, Infinity, 1e300, '', 'x', 'a\\r\\nb: c', 'http://h/', 'http://h:1/ü', '\\ud800', true, 5n,
  Symbol('s'), [], [1], [[]], {}, bad, trap, () => {}, function () { throw bad; }, async () => { throw trap; }, new Date(NaN),
  Object.create(null), new Proxy(() => {}, {}), new Proxy([], {}), { length: 50 }, { headers: trap }, { headers: { a: bad } },
  { method: bad }, { data: bad, multipart: true }, { data: 'x', timeout: bad }, { query: trap }, { parser: bad },
  /x/g, new Error('e'), Promise.reject(1), new Uint8Array(3), { host: bad, __proto__: bad }, rest, context,
];
const things = [rest, console, done, setTimeout(() => {}, 1), rest.get('http://h/')];
const seen = new Set(things);
const take = (value) => {
  if ((typeof value === 'object' || typeof value === 'function') && value !== null && !seen.has(value) && things.length < 400) {
    seen.add(value);
    things.push(value);
  }
};
const quietly = (work) => { try { return work(); } catch { return undefined; } };
const look = (thing) => {
  for (let at = thing; at !== null && at !== undefined; at = quietly(() => Reflect.getPrototypeOf(at))) {
    for (const key of quietly(() => Reflect.ownKeys(at)) || []) take(quietly(() => thing[key]));
    if (at === Object.prototype || at === Function.prototype) break;
  }
};
const play = (times) => {
  for (let i = 0; i < times; i += 1) {
    const thing = things[draw(things.length)];
    look(thing);
    const some = values();
    const given = [some[draw(some.length)], some[draw(some.length)], things[draw(things.length)], some[draw(some.length)]];
    const self = draw(3) ? things[draw(things.length)] : some[draw(some.length)];
    if (typeof thing === 'function') {
      take(quietly(() => (draw(4) ? Reflect.apply(thing, self, given) : Reflect.construct(thing, given))));
    } else if (draw(3) === 0) {
      const keys = quietly(() => Reflect.ownKeys(thing)) || [];
      if (keys.length > 0) quietly(() => { thing[keys[draw(keys.length)]] = given[0]; });
    }
  }
};
rest.get('http://h/json').on('response', (r) => { take(r); play(30); }).on('complete', (d, r) => { take(r); take(r.raw); play(60); });
play(250);
"""


@pytest.mark.parametrize("seed", range(6))
def test_what_comes_of_junk_can_be_read_and_obeyed(seed: int) -> None:
    """Reading a turn checks it: a GuestProtocolError here would be a hole in the prelude."""
    guest = Guest(JUNK.replace("SEED", str(seed)), timers=True)
    for number in range(1, 40):
        if number <= len(guest.requests):
            guest.answer(number, 200, b'{"a":1}', [JSON])
    numbers = [command.request.id for command in guest.commands_of(SendRequest)]
    assert len(numbers) == len(set(numbers))
    assert all(0 <= timer.delay < 1 << 31 for timer in guest.commands_of(SetTimer))
