// Style: early returns; the happy path stands at the left margin.
const settings = context.Application.ApplicationSettings.Fields;
const { account_key: accountKey, access_token: accessToken } = JSON.parse(context.OAuth2ProtocolConfiguration);
const { MailAddress: mail, FirstName: firstName, LastName: lastName } = context.ProvisionedUser;
const url = 'https://api.getgo.com/admin/rest/v1/accounts/' + encodeURIComponent(accountKey) + '/users';

function finish(status, reason) {
  context.Provisioning = { Status: status, Reason: reason };
  done(context);
}

function createUser() {
  rest.postJson(url, {
    users: [{ email: mail, firstName: firstName, lastName: lastName }],
    licenseKeys: settings.ApplicationLicenses,
  }, { accessToken: accessToken, timeout: 10000 }).on('complete', (data, response) => {
    if (data instanceof Error) return finish('failed', data.message);
    if (response.statusCode === 409) return finish('failed', 'somebody else has created the user meanwhile');
    if (response.statusCode >= 400) return finish('failed', 'creating was refused: ' + response.statusCode);
    finish('created', '');
  }).on('timeout', () => finish('failed', 'no answer'));
}

function start() {
  if (settings.EnableAccountProvisioning !== true) {
    finish('skipped', 'switched off');
    return;
  }
  if (!settings.ApplicationLicenses || settings.ApplicationLicenses.length === 0) {
    finish('failed', 'the application has no licences');
    return;
  }
  const filter = '(email="' + mail + '")';
  rest.get(url + '?filter=' + encodeURIComponent(filter), { accessToken: accessToken, timeout: 10000 })
    .on('complete', (data, response) => {
      if (data instanceof Error) return finish('failed', data.message);
      if (response.statusCode >= 400) return finish('failed', 'looking was refused: ' + response.statusCode);
      if (!data || typeof data.total !== 'number') return finish('failed', 'the answer is no list of users');
      if (data.total > 0) {
        finish('skipped', 'the user is there already');
        return;
      }
      createUser();
    })
    .on('timeout', () => finish('failed', 'no answer'));
}

start();
