// Style: promises around rest, chained with then and catch.
const configuration = JSON.parse(context.OAuth2ProtocolConfiguration);
const account = 'https://api.getgo.com/admin/rest/v1/accounts/' + encodeURIComponent(configuration.account_key);
const licences = context.Application.ApplicationSettings.Fields.ApplicationLicenses;

function ask(request) {
  return new Promise(function (resolve, reject) {
    request.on('complete', function (data, response) {
      if (data instanceof Error) {
        reject(data);
      } else if (!response || response.statusCode >= 400) {
        reject(new Error('refused with ' + (response && response.statusCode)));
      } else {
        resolve(data);
      }
    });
    request.on('timeout', function (milliseconds) {
      reject(new Error('no answer in ' + milliseconds + ' ms'));
    });
  });
}

function findUser() {
  const filter = encodeURIComponent('(email="' + context.ProvisionedUser.MailAddress + '")');
  return ask(rest.get(account + '/users?filter=' + filter, { accessToken: configuration.access_token, timeout: 10000 }));
}

function assign(page) {
  if (!page || page.total !== 1) {
    throw new Error('there is not exactly one user');
  }
  if (!Array.isArray(licences) || licences.length === 0) {
    throw new Error('there are no licences');
  }
  const path = '/licenses/' + licences.map(encodeURIComponent).join(',') + '/users/' + encodeURIComponent(page.results[0].key);
  return ask(rest.post(account + path, { accessToken: configuration.access_token, timeout: 10000 }));
}

findUser()
  .then(assign)
  .then(function () {
    context.Provisioning = { Status: 'done' };
  })
  .catch(function (error) {
    context.Provisioning = { Status: 'failed', Reason: error.message };
  })
  .then(function () {
    done(context);
  });
