// ESCAPE: modules by every specifier that might name a file [expects: done threw]
const tried = [];
(async () => { for (const s of ["std", "os", "qjs:std", "qjs:os", "./x.js", "/etc/passwd", "file:///etc/passwd", "data:text/javascript,export default 1", "\u0000", ""]) try { await import(s); tried.push(s); } catch (e) {} done({ tried }); })();
