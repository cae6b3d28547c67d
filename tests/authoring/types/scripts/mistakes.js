// Each of these lines is a mistake of which the compiler has to know. The code that it gives is beside it.
let url = 'https://api.example.com/users';

// Fields of the context.
url += context.ProvisionedUser.MailAdress; // error TS2551
context.ProvisonedUser.MailAddress.toLowerCase(); // error TS18046
url += context.Application.ApplicationSettings.Fields.AplicationLicenses.join(); // error TS2551
url += context.OAuth2ProtocolConfiguration.access_token; // error TS2339
url += 'Bearer ' + JSON.parse(context.OAuth2ProtocolConfiguration).acces_token; // error TS2551
context.Application.ApplicationSettings.Fields.ApplicationLicenses = 'abc'; // error TS2322
url += context.CurrentUser.MailAddress; // error TS18048

// A request has no data, and is no promise.
rest.get(url)('complete', function (data) { done(context); }); // error TS2349
rest.get(url).complete(function (data) { done(context); }); // error TS2339
rest.get(url).then(function (data) { done(context); }); // error TS2339
rest.get(url, function (data, response) { done(context); }); // error TS2559
rest.get(url, {}, function (data, response) { done(context); }); // error TS2554
let users = rest.get(url);
url += users.results[0].key; // error TS2339
let wait = async function () {
  let data = await rest.get(url);
  return data.results; // error TS2339
};

// The answer.
rest.get(url).on('complete', function (data, response) {
  if (response.statusCode === 200) { // error TS18047
    url += data.results[0].key;
  }
  if (data instanceof Error) {
    data.message.results; // error TS2339
  }
  if (response) {
    response.statuscode.toFixed(); // error TS2551
  }
  this.retyr(1000); // error TS2551
});
rest.get(url).on('error', (error, response) => response.statusCode); // error TS18047
rest.get(url).on('success', (data, response) => response.statusCode.length); // error TS2339
rest.get(url).on('404', (data, response) => response.statusCode.length); // error TS2339
rest.get(url).on('abort', (error) => error.message); // error TS18047
rest.get(url).on('timeout', (milliseconds) => milliseconds.length); // error TS2339

// Events that there are not.
rest.get(url).on('completed', function () { done(context); }); // error TS2345
rest.get(url).once('4xx', function () { done(context); }); // error TS2345
rest.get(url).on('complete'); // error TS2554

// Functions and options that there are not.
rest.delete(url); // error TS2339
rest.postJSON(url, {}); // error TS2551
rest.get(url, { heders: {} }); // error TS2561
rest.get(url, { timeout: true }); // error TS2322
rest.get(url, { parser: rest.parsers.jsn }); // error TS2551
rest.get(url, { headers: { accept: undefined } }); // error TS2322
rest.request(url); // error TS2554
rest.get(); // error TS2554

// The end.
done(); // error TS2554
done({ ok: true }); // error TS2345
context = JSON.parse('{}'); // error TS2588

// What MyWorkspace doesn't have.
setTimeout(wait, 10); // error TS2304
window.alert(users); // error TS2304
process.exit(1); // error TS2591
require('fs'); // error TS2792
