// Style: named functions in the order of events, each handed to .on by its name.
const configuration = JSON.parse(context.OAuth2ProtocolConfiguration);
const users = 'https://api.getgo.com/admin/rest/v1/accounts/' + encodeURIComponent(configuration.account_key) + '/users';

findUser();

function findUser() {
  const filter = encodeURIComponent('(email="' + context.ProvisionedUser.MailAddress + '")');
  rest.get(users + '?filter=' + filter, { accessToken: configuration.access_token, timeout: 10000 })
    .on('complete', userFound)
    .on('timeout', tooLate);
}

function userFound(data, response) {
  const problem = problemOf(data, response);
  if (problem) {
    conclude(problem);
  } else if (data && Array.isArray(data.results) && data.total === 1) {
    deleteUser(data.results[0].key);
  } else if (data && data.total === 0) {
    conclude('nobody to delete');
  } else {
    conclude('not one user, but ' + (data ? data.total : 'an empty answer'));
  }
}

function deleteUser(key) {
  rest.del(users + '/' + encodeURIComponent(key), { accessToken: configuration.access_token, timeout: 10000 })
    .on('complete', userDeleted)
    .on('timeout', tooLate);
}

function userDeleted(data, response) {
  conclude(problemOf(data, response) || 'deleted');
}

function problemOf(data, response) {
  if (data instanceof Error) {
    return 'no answer: ' + data.message;
  }
  if (!response) {
    return 'no answer';
  }
  return response.statusCode >= 400 ? 'refused with ' + response.statusCode : '';
}

function tooLate(milliseconds) {
  conclude('no answer in ' + milliseconds + ' ms');
}

function conclude(outcome) {
  context.Deprovisioning = outcome;
  done(context);
}
