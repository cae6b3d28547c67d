// EDGES: RegExp methods get results, indices and flags that no regexp would give [expects: done threw cpu-limit memory-limit]
const out = [];
for (const result of [{ index: 2 ** 53, length: 3, 0: "x" }, { index: -5, length: 2 ** 31, 0: "" }, { index: NaN, length: -1 }, { get index() { throw 1; }, length: 1 }, { index: 1, length: 2, 0: { toString() { throw 2; } }, groups: { get a() { return "x".repeat(1000); } } }, new Proxy([], {})]) {
  let n = 0; const r = /a/g; r.exec = () => (n++ < 3 ? result : null);
  for (const f of [() => "aaa".replace(r, "[$&$1$99$`$'$<a>]"), () => "aaa".replaceAll(r, () => 1), () => "aaa".match(r), () => [..."aaa".matchAll(r)].length, () => "aaa".split(r, 2 ** 32 - 1), () => "aaa".search(r)]) { n = 0; try { out.push(String(f()).length); } catch (e) { out.push(0); } }
}
for (const [s, fl, t] of [["(?<a>x)|(?<a>y)", "dgv", "xy"], ["(?<=(?:\\p{L}){2,3})\\b", "giu", "\ud800abc\udfff"], ["[\\p{Emoji}--\\q{a|bc}]", "v", "\u{1f600}"], ["(?i-s:a.)", "", "A\n"], ["\\k<x>(?<x>a)\\1\\2", "", "aa"], ["a{2147483647}", "", "a"], ["(?:a{1000}){1000}", "", "a"], ["[^]*?".repeat(50), "y", "x"]]) try { const r = new RegExp(s, fl); r.lastIndex = 2 ** 53 - 1; out.push(r.test(t)); r.lastIndex = -1; out.push(String(r.exec(t)).length); } catch (e) { out.push(0); }
done({ n: out.length });
