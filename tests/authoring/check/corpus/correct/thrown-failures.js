// Style: a failure is thrown: the run then fails for everybody to see, and done is not called.
const configuration = JSON.parse(context.OAuth2ProtocolConfiguration);
const users = 'https://api.getgo.com/admin/rest/v1/accounts/' + encodeURIComponent(configuration.account_key) + '/users';

function need(what, data, response) {
  if (data instanceof Error) {
    throw new Error(what + ' failed: ' + data.message);
  }
  if (response.statusCode >= 400) {
    throw new Error(what + ' was refused: ' + response.statusCode);
  }
}

function silent(milliseconds) {
  throw new Error('the service did not answer in ' + milliseconds + ' ms');
}

function remove(key) {
  rest.del(users + '/' + encodeURIComponent(key), { accessToken: configuration.access_token, timeout: 10000 })
    .on('timeout', silent)
    .on('complete', function (data, response) {
      need('deleting the user', data, response);
      context.Removed = true;
      done(context);
    });
}

const filter = '(email="' + context.ProvisionedUser.MailAddress + '")';
rest.get(users + '?filter=' + encodeURIComponent(filter), { accessToken: configuration.access_token, timeout: 10000 })
  .on('timeout', silent)
  .on('complete', function (data, response) {
    need('looking for the user', data, response);
    if (!data || !Array.isArray(data.results)) {
      throw new Error('the service answered with something else than a list of users');
    }
    if (data.results.length === 0) {
      done(context);
    } else if (data.results.length === 1) {
      remove(data.results[0].key);
    } else {
      throw new Error('several users have this address');
    }
  });
