// Style: a request that is tried again, three times at most.
let configuration = JSON.parse(context.OAuth2ProtocolConfiguration);
let users = 'https://api.getgo.com/admin/rest/v1/accounts/' + encodeURIComponent(configuration.account_key) + '/users';
let filter = encodeURIComponent('(email="' + context.ProvisionedUser.MailAddress + '")');
let most = 3;

let finish = function (text) {
  context.Found = text;
  done(context);
};

let look = function (attempt) {
  rest.get(users + '?filter=' + filter, { accessToken: configuration.access_token, timeout: 10000 })
    .on('complete', function (data, response) {
      let busy = data instanceof Error || response.statusCode === 429 || response.statusCode >= 500;
      if (busy && attempt < most) {
        look(attempt + 1);
        return;
      }
      if (busy) {
        finish('given up after ' + attempt + ' attempts');
        return;
      }
      if (response.statusCode !== 200 || !data) {
        finish('refused or empty: ' + response.statusCode);
        return;
      }
      finish(data.total === undefined ? 'unreadable' : 'found ' + data.total);
    })
    .on('timeout', function () {
      if (attempt < most) {
        look(attempt + 1);
      } else {
        finish('silent');
      }
    });
};

look(1);
