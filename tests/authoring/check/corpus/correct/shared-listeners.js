// Style: one listener for all that fails, and complete, which comes after each of the others, ends the run.
const oauth = JSON.parse(context.OAuth2ProtocolConfiguration);
const users = 'https://api.getgo.com/admin/rest/v1/accounts/' + encodeURIComponent(oauth.account_key) + '/users';
const finish = done.bind(null, context);

function onError(data, response) {
  context.Failure = data instanceof Error ? data.message : 'status ' + response.statusCode;
}

function onTimeout() {
  context.Failure = 'time-out';
  finish();
}

function onDeleted() {
  context.Deleted = true;
}

function removeUser(key) {
  rest.del(users + '/' + encodeURIComponent(key), { accessToken: oauth.access_token, timeout: 10000 })
    .on('success', onDeleted)
    .on('fail', onError)
    .on('error', onError)
    .on('timeout', onTimeout)
    .on('complete', finish);
}

rest.get(users, { accessToken: oauth.access_token, timeout: 10000, query: { filter: '(email="' + context.ProvisionedUser.MailAddress + '")' } })
  .on('fail', onError)
  .on('error', onError)
  .on('timeout', onTimeout)
  .on('complete', function (page, response) {
    const found = response && response.statusCode === 200 && page && page.total === 1;
    if (found) {
      removeUser(page.results[0].key);
    } else {
      context.Failure = context.Failure || 'there is not one such user';
      finish();
    }
  });
