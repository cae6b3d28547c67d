// Style: the options that all requests have in common stand in one place; each request gets a copy.
const configuration = JSON.parse(context.OAuth2ProtocolConfiguration);
const base = 'https://api.getgo.com/admin/rest/v1/accounts/' + encodeURIComponent(configuration.account_key);
const licences = context.Application.ApplicationSettings.Fields.ApplicationLicenses;
const shared = { accessToken: configuration.access_token, timeout: 10000, followRedirects: false };
const withShared = (own) => Object.assign({}, shared, own);

const end = (status) => {
  context.Provisioning = status;
  done(context);
};

const silent = () => end('failed: silent');

const isRefusal = (response) => response.statusCode < 200 || response.statusCode >= 300;

const give = (key) => {
  const path = '/licenses/' + licences.map(encodeURIComponent).join(',') + '/users/' + encodeURIComponent(key);
  rest.post(base + path, withShared({ headers: { Accept: 'application/json' } }))
    .on('timeout', silent)
    .on('complete', (data, response) => {
      if (data instanceof Error) {
        end('failed: ' + data.code);
        return;
      }
      end(isRefusal(response) ? 'failed: ' + response.statusCode : 'given');
    });
};

if (Array.isArray(licences) && licences.length) {
  rest.get(base + '/users', withShared({ query: { filter: '(email="' + context.ProvisionedUser.MailAddress + '")' } }))
    .on('timeout', silent)
    .on('complete', (data, response) => {
      if (data instanceof Error) {
        end('failed: ' + data.code);
      } else if (isRefusal(response) || data === null || data.total !== 1) {
        end('failed: not one user');
      } else {
        give(data.results[0].key);
      }
    });
} else {
  end('failed: no licences');
}
