// What scripts do that work: the compiler has nothing to say here.
let url = 'https://api.example.com/users';
let configuration = JSON.parse(context.OAuth2ProtocolConfiguration);
let { MailAddress, FirstName } = context.ProvisionedUser;

// A context may be given further fields, and one that isn't known can be read by its name in brackets.
context.Provisioning = { Status: 'failed', Reason: null };
let costCentre = context.Application['CostCentre'];
if (typeof context.Trigger === 'string') {
  url += context.Trigger.toUpperCase();
}

let request = rest.get(url, {
  accessToken: configuration.access_token,
  username: 'ada', password: 'p', timeout: 5000, followRedirects: false, rejectUnauthorized: true,
  query: { filter: MailAddress, count: 1, none: undefined },
  headers: { 'X-Number': 7, 'X-List': ['a', 'b'], Accept: 'application/json' },
  decoding: 'latin1', encoding: 'utf8', xml2js: { explicitArray: false },
});
request
  .on('complete', function (data, response) {
    if (data instanceof Error) {
      context.Reason = data.code + data.message;
    } else if (response === null || data === null) {
      this.retry(1000);
    } else if (typeof data === 'string') {
      context.Reason = data.trim();
    } else if (response.statusCode >= 400) {
      context.Reason = response.headers['retry-after'] || response.statusMessage;
    } else {
      context.Key = data.results[0].key;
    }
    done(context);
  })
  .once('success', (data, response) => response.statusCode.toFixed())
  .on('fail', (data, response) => { context.Reason = data.errorCode + response.statusCode; })
  .on('error', (error, response) => { context.Reason = error.syscall || (response && response.statusCode); })
  .on('abort', (error) => { context.Reason = error && error.type; })
  .on('timeout', (milliseconds) => { context.Reason = milliseconds.toFixed(); })
  .on('response', (response) => { context.Reason = response.headers.location; })
  .on('404', () => {})
  .on(404, () => {})
  .on('2XX', (data, response) => { context.Size = response.raw ? response.raw.toString('base64') : ''; })
  .addListener('5XX', function () { this.abort('too late'); });
request.removeAllListeners('complete').abort(new Error('never'));

rest.post(url, { multipart: true, data: { file: rest.data('a.txt', 'text/plain', 'text'), name: FirstName } });
rest.json(url, { a: 1 }, { headers: {} }, 'POST').on('complete', () => done(context));
rest.putJson(url, {}, null);
rest.patchJson(url);
rest.head(url);
rest.patch(url, { data: 'text' });
new rest.Request(url, { method: 'OPTIONS' }).run();

rest.get(url, {
  parser: function (text, callback) { callback(null, text.length + this.statusCode); },
});
rest.parsers.auto.matchers['text/json'] = rest.parsers.json;

let Directory = rest.service(function (token) {
  this.defaults.accessToken = token;
}, { baseURL: url }, {
  user: function (key) { return this.get('users/' + key); },
});
new Directory('T0ken').user(7).on('complete', (data) => { context.Mail = data.email; });

// Promises around requests, with a handler that has a name.
let asked = (address) => new Promise((resolve, reject) => {
  rest.get(address).on('success', resolve).on('fail', reject).on('error', reject);
});
asked(url).then((data) => data.results.length);
function both(data, response) {
  return response ? response.statusCode : data.message;
}
rest.del(url).on('complete', both);
console.log(costCentre);
