// LOOP: a listener that turns every answer into a redirect [expects: limit done threw never-done]
const r = rest.get("https://api.getgo.com/x", { followRedirects: true });
r._isRedirect = () => true;
rest.Request.prototype._isRedirect = () => true;
Object.defineProperty(Object.prototype, "location", { value: "https://api.getgo.com/again", writable: true, configurable: true });
