// Real work with restler, in nothing but syntax, so that it can be done in a language of which nothing else is left.
// `mine` is told of each object and function of the script's own.
(function (mine) {
  const H = 'http://service.example.com';
  const say = console.log;
  const listen = (name) => mine(function (data) {
    const code = data !== null && data !== undefined && typeof data === 'object' && typeof data.code === 'string' ? data.code : '';
    say(name, typeof data === 'string' ? data : typeof data, code);
  });
  const hear = (request, name) => {
    request.on('success', listen(name + ' success')).on('fail', listen(name + ' fail')).once('error', listen(name + ' error'));
    request.on('complete', listen(name + ' complete')).addListener('404', listen(name + ' 404')).on('2XX', listen(name + ' 2XX'));
    request.on('abort', listen(name + ' abort')).prependListener('timeout', listen(name + ' timeout'));
    return request;
  };
  const refused = (name, work) => {
    try {
      work();
    } catch (error) {
      say(name, error.name, error.code, error.message);
    }
  };
  const options = (given) => {
    if (given.headers) mine(given.headers);
    if (given.query && typeof given.query === 'object') mine(given.query);
    if (given.data && typeof given.data === 'object') mine(given.data);
    return mine(given);
  };

  hear(rest.get(H + '/json'), 'json').on('complete', mine((data, response) => {
    say(data.a[0], response.headers['content-type'], response.headers['set-cookie'][1], response.raw.length, response.statusCode);
    say(response.raw.toString('utf8', 0, 5), response.raw.toString('base64'), response.raw.toString('hex'), response.rawEncoded.length);
    say(response.raw.slice(1, 3).toString('latin1'), response.raw.equals(response.raw), response.raw.indexOf('a'), response.raw.includes('z'));
    say(response.rawHeaders.length, response.headersDistinct['set-cookie'].length, response.readableEnded, response.destroyed);
    const { constructor: Buffer } = response.raw;
    say(Buffer.from('ä€', 'utf8').toString('ucs2'), Buffer.concat([response.raw, response.raw]).length, Buffer.byteLength('ä'));
    say(Buffer.isBuffer(response.raw), Buffer.isEncoding('hex'), Buffer.alloc(3).length, Buffer.from([1, 2, 3])[2]);
    say(response.raw.toJSON().data[0], Buffer.from('YQ==', 'base64').toString());
  }));
  hear(rest.get(H + '/xml'), 'xml').on('complete', mine((data) => say(data.r.$.a, data.r.i[1]._)));
  hear(rest.get(H + '/broken-xml'), 'broken-xml');
  hear(rest.get(H + '/yaml'), 'yaml').on('complete', mine((data) => say(data.a, data.list[1], data.inline.x, typeof data.day)));
  hear(rest.get(H + '/broken-yaml'), 'broken-yaml');
  hear(rest.get(H + '/broken-json'), 'broken-json');
  hear(rest.get(H + '/vendor'), 'vendor').on('complete', mine((data) => say(data.v)));
  hear(rest.get(H + '/gzip', options({ decoding: 'latin1' })), 'gzip').on('complete', mine((data, response) => say(response.raw.length)));
  hear(rest.get(H + '/bad-gzip'), 'bad-gzip');
  hear(rest.get(H + '/charset'), 'charset');
  hear(rest.get(H + '/buffer', options({ decoding: 'buffer' })), 'buffer').on('complete', mine((data) => say(data.length, data[1])));
  hear(rest.get(H + '/utf8'), 'utf8').on('complete', mine((data) => say(data)));
  hear(rest.get(H + '/missing'), 'missing');
  hear(rest.get(H + '/refused'), 'refused');
  hear(rest.get(H + '/surplus'), 'surplus');
  hear(rest.get(H + '/parser', options({ parser: mine(function (data, callback) { callback(null, data + '!'); }) })), 'parser');
  hear(rest.head(H + '/head'), 'head');
  hear(rest.get(H + '/query', options({ query: { a: 'ä b', n: 1, t: true, none: null, deep: mine({ x: mine({ y: 'z' }) }) } })), 'query');
  hear(rest.get(H + '/text?x={"a"}#f', options({ query: 'no=1' })), 'text');
  hear(rest.get('http://user:p%40ss@bücher.example.com:8080/ü|x', options({})), 'idn');
  hear(rest.get('http://xn--bcher-kva.example/', options({ accessToken: 'tok' })), 'xn');
  hear(rest.post(H + '/form', options({ data: { a: 1, b: 'ü', c: mine({ d: 'x&y' }) } })), 'form');
  hear(rest.postJson(H + '/post-json', options({ a: { b: 'ü' } }), options({ headers: { 'X-A': 'b' } })), 'post-json');
  hear(rest.putJson(H + '/put-json', mine({})), 'put-json');
  hear(rest.json(H + '/get-json', mine({ q: 1 }), options({}), 'REPORT'), 'get-json');
  hear(rest.put(H + '/put', options({ data: 'grüße\ud800', encoding: 'utf8', username: 'ü', password: 'p' })), 'put');
  hear(rest.patch(H + '/hex', options({ data: '6162', encoding: 'hex' })), 'hex');
  hear(rest.del(H + '/del', options({ headers: { 'X-Many': mine(['a', 'b']), cookie: mine(['c=1', 'd=2']), 'x-number': 5 } })), 'del');
  hear(rest.post(H + '/multipart', options({
    multipart: true, data: { a: 'b', file: mine(rest.data('f.txt', 'text/plain', 'text')), n: 5 },
  })), 'multipart');
  hear(rest.post(H + '/chunks', options({ multipart: true, data: { yes: true } })), 'chunks');
  hear(rest.get(H + '/redirect', options({ query: { a: 1 } })), 'redirect');
  hear(rest.post(H + '/see-other', options({ data: 'x', headers: { 'Content-Type': 'a/b' } })), 'see-other');
  hear(rest.get(H + '/nowhere'), 'nowhere');
  hear(rest.get(H + '/stay', options({ followRedirects: false })), 'stay');
  let tries = 0;
  hear(rest.get(H + '/retry'), 'retry').on('complete', mine(function () {
    tries += 1;
    if (tries === 1) this.retry(5);
    if (tries === 2) this.retry();
  }));
  hear(rest.get(H + '/slow', options({ timeout: 20 })), 'slow');
  hear(rest.get(H + '/fast', options({ timeout: '500' })), 'fast');
  hear(rest.get(H + '/aborted'), 'aborted').abort();
  hear(rest.get(H + '/aborted-why'), 'aborted-why').abort('reason');
  hear(rest.get(H + '/aborted-late'), 'aborted-late').on('response', mine(function () { this.abort(mine({})); }));
  hear(rest.get(H + '/aborted-gzip'), 'aborted-gzip').on('response', mine(function () { this.abort(); }));
  const raw = hear(rest.get(H + '/raw', options({})), 'raw');
  raw.request.setHeader('X-Late', 'yes');
  raw.request.removeHeader('accept-encoding');
  say(raw.request.getHeader('host'), raw.request.getHeaderNames().length, raw.request.getHeaders().accept, raw.request.hasHeader('x'));
  raw.on('response', mine((response) => {
    response.setEncoding('utf8');
    response.pause();
    response.on('data', listen('raw data')).on('end', listen('raw end'));
    response.resume();
  }));

  const emitter = rest.get(H + '/emitter');
  const once = mine(() => say('once'));
  emitter.once('mine', once).prependOnceListener('mine', mine(() => say('first')));
  emitter.on('newListener', mine((type) => say('new', type))).on('removeListener', mine((type) => say('removed', type)));
  emitter.on('mine', once).off('mine', once);
  say(emitter.emit('mine', 1, 2), emitter.emit('nobody'), emitter.listenerCount('mine'), emitter.eventNames().length);
  say(emitter.listeners('newListener').length, emitter.rawListeners('x').length, emitter.setMaxListeners(3).getMaxListeners());
  emitter.removeAllListeners('newListener').removeAllListeners();
  emitter.on('complete', listen('emitter complete'));
  refused('unheard', () => emitter.emit('error', mine({})));
  refused('unheard', () => emitter.emit('error'));

  function Api() {}
  rest.service(mine(Api), mine({ baseURL: H + '/base/', headers: mine({ 'X-Service': '1' }) }), mine({
    own: mine(function () { return this.get('../own?q', options({})); }),
  }));
  hear(mine(new Api()).own(), 'service');
  hear(mine(new Api()).json('post', 'x', mine({ a: 1 }), options({})), 'service-json');

  refused('no-url', () => rest.get());
  refused('url-object', () => rest.get(mine({})));
  refused('bad-host', () => rest.get('http://a b%/'));
  refused('bad-ipv6', () => rest.get('http://[::1/'));
  refused('bad-path', () => rest.get(H + '/€'));
  refused('bad-port', () => rest.get('http://h:99999/'));
  refused('bad-header', () => rest.get(H, options({ headers: { a: 'x\r\ny' } })));
  refused('bad-header-name', () => rest.get(H, options({ headers: { 'a b': 'x' } })));
  refused('no-header', () => rest.get(H, options({ headers: { a: undefined } })));
  refused('bad-method', () => rest.request(H, options({ method: 'A B' })));
  refused('bad-encoding', () => rest.post(H, options({ data: 'x', encoding: 'none' })));
  refused('bad-agent', () => rest.get(H, options({ agent: mine({}) })));
  refused('bad-listener', () => emitter.on('x', mine({})));
  refused('late-header', () => { raw.request.end(); raw.request.setHeader('a', 'b'); });
  refused('no-callback', () => setTimeout());

  setTimeout(mine((value) => say('timer', value)), 5, 'late');
  setImmediate(mine((value) => say('immediate', value)), 7);
  const cleared = setTimeout(mine(() => say('never')), 5);
  clearTimeout(cleared);
  clearTimeout(undefined);
  let rounds = 0;
  const interval = setInterval(mine(() => {
    rounds += 1;
    say('round', rounds);
    if (rounds === 2) clearInterval(interval);
  }), 1);
  say(mine({ a: 1 }), 5n, null, undefined, mine(() => {}), true, mine([1, 'x']));
  // The last call's options hold for all XML: these come one after the other.
  const children = options({ explicitChildren: true, normalize: true, trim: true, validator: mine((path, before, value) => value) });
  rest.get(H + '/late').on('complete', mine(() => {
    rest.get(H + '/xml', options({ xml2js: children })).on('complete', mine((data) => {
      say(data.r.$$.i[0]);
      rest.get(H + '/xmlns', options({ xml2js: options({ xmlns: true, strict: false }) })).on('complete', mine((named) => {
        say(named.R.$ns.uri, named.R['P:I'][0].$.B.value);
        rest.get(H + '/last').on('complete', mine(async () => {
          context.result = mine({ done: true });
          done(mine(context));
          throw 'nobody catches this';
        }));
      }));
    }));
  }));
})
