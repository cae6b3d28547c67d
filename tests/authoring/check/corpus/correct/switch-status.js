// Style: a switch on the status.
const configuration = JSON.parse(context.OAuth2ProtocolConfiguration);
const base = 'https://api.getgo.com/admin/rest/v1/accounts/' + encodeURIComponent(configuration.account_key);
const licences = context.Application.ApplicationSettings.Fields.ApplicationLicenses;

function conclude(state) {
  context.State = state;
  done(context);
}

function givenOrNot(data, response) {
  if (data instanceof Error) {
    conclude('unreachable');
    return;
  }
  switch (response.statusCode) {
    case 200:
    case 201:
    case 204:
      conclude('licensed');
      break;
    case 409:
      conclude('no seat is left');
      break;
    default:
      conclude('unexpected status ' + response.statusCode);
  }
}

function foundOrNot(data, response) {
  if (data instanceof Error) {
    conclude('unreachable');
    return;
  }
  switch (response.statusCode) {
    case 200:
      if (data && data.total === 1 && licences && licences.length > 0) {
        give(data.results[0].key);
      } else {
        conclude('nobody to give a licence to, or none to give');
      }
      break;
    case 401:
    case 403:
      conclude('the token is no good');
      break;
    case 429:
      conclude('too many requests');
      break;
    default:
      conclude('unexpected status ' + response.statusCode);
      break;
  }
}

function give(key) {
  rest.post(base + '/licenses/' + licences.map(encodeURIComponent).join() + '/users/' + encodeURIComponent(key), {
    accessToken: configuration.access_token,
    timeout: 10000,
  }).on('complete', givenOrNot).on('timeout', () => conclude('silent'));
}

rest.get(base + '/users', {
  accessToken: configuration.access_token,
  query: { filter: '(email="' + context.ProvisionedUser.MailAddress + '")' },
  timeout: 10000,
}).on('complete', foundOrNot).on('timeout', () => conclude('silent'));
