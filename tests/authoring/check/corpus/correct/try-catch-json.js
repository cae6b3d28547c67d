// Style: nothing is believed; what may throw stands in a try.
let fail = function (reason) {
  context.Failure = reason;
  done(context);
};

let parsed = function (text) {
  try {
    return JSON.parse(text);
  } catch (error) {
    return null;
  }
};

let begin = function () {
  let configuration = parsed(context.OAuth2ProtocolConfiguration);
  if (!configuration || !configuration.account_key || !configuration.access_token) {
    fail('there is no usable configuration');
    return;
  }
  let users = 'https://api.getgo.com/admin/rest/v1/accounts/' + encodeURIComponent(configuration.account_key) + '/users';
  rest.get(users + '?filter=' + encodeURIComponent('(email="' + context.ProvisionedUser.MailAddress + '")'), {
    accessToken: configuration.access_token,
    parser: null,
    timeout: 10000,
  }).on('complete', function (text, response) {
    if (text instanceof Error || !response || response.statusCode !== 200) {
      fail('no usable answer');
      return;
    }
    let page = parsed(text);
    try {
      context.UserKey = page.results[0].key;
    } catch (error) {
      fail('the user is not there, or the answer has another shape');
      return;
    }
    done(context);
  }).on('timeout', function () {
    fail('no answer in time');
  });
};

begin();
