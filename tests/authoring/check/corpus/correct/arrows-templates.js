// Style: arrows, template literals and destructuring of ECMAScript 2015.
const { account_key: account, access_token: accessToken } = JSON.parse(context.OAuth2ProtocolConfiguration);
const { ProvisionedUser: { MailAddress }, Application: { ApplicationSettings: { Fields } } } = context;
const { ApplicationLicenses: licences = [] } = Fields;

const url = (...parts) =>
  `https://api.getgo.com/admin/rest/v1/accounts/${encodeURIComponent(account)}/${parts.map(encodeURIComponent).join('/')}`;
const failed = (data, response) => data instanceof Error || response.statusCode >= 400;
const end = (outcome) => {
  context.Outcome = outcome;
  done(context);
};
const options = () => ({ accessToken, timeout: 10000 });

const take = (key) => rest.del(url('licenses', licences[0], 'users', key), options())
  .on('timeout', (ms) => end(`the service was silent for ${ms} ms`))
  .on('complete', (data, response) => end(failed(data, response) ? 'the licence could not be taken' : 'licence taken'));

const find = () => rest.get(`${url('users')}?filter=${encodeURIComponent(`(email="${MailAddress}")`)}`, options())
  .on('timeout', (ms) => end(`the service was silent for ${ms} ms`))
  .on('complete', (data, response) => {
    if (failed(data, response)) end('the user could not be looked up');
    else if (!data || data.total !== 1) end('not one user');
    else take(data.results[0].key);
  });

if (licences.length > 0) find();
else end('no licences');
