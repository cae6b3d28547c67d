// Style: one function call(method, url, body, callback) in the manner of Node: callback(error, data).
const configuration = JSON.parse(context.OAuth2ProtocolConfiguration);
const service = 'https://api.getgo.com/admin/rest/v1/accounts/' + encodeURIComponent(configuration.account_key);
const user = context.ProvisionedUser;

const call = function (method, path, body, callback) {
  rest.request(service + path, {
    method: method,
    parser: rest.parsers.auto,
    timeout: 10000,
    headers: {
      Accept: 'application/json',
      Authorization: 'Bearer ' + configuration.access_token,
      'Content-Type': 'application/json',
    },
    data: body === null ? undefined : JSON.stringify(body),
  }).on('timeout', function (milliseconds) {
    callback(new Error('no answer in ' + milliseconds + ' ms'));
  }).on('complete', function (data, response) {
    if (data instanceof Error) {
      callback(data);
    } else if (response.statusCode >= 400) {
      callback(new Error(method + ' was refused with ' + response.statusCode));
    } else {
      callback(null, data);
    }
  });
};

const finish = function (error) {
  context.Result = error ? error.message : 'ok';
  done(context);
};

const filter = '(email="' + user.MailAddress + '")';
call('GET', '/users?filter=' + encodeURIComponent(filter), null, function (error, page) {
  if (error) {
    finish(error);
    return;
  }
  if (!page || page.total !== 0) {
    finish(new Error('the user is there already, or the answer is empty'));
    return;
  }
  const licences = context.Application.ApplicationSettings.Fields.ApplicationLicenses;
  if (!licences || !licences.length) {
    finish(new Error('no licences'));
    return;
  }
  const person = { email: user.MailAddress, firstName: user.FirstName, lastName: user.LastName };
  call('POST', '/users', { users: [person], licenseKeys: licences }, finish);
});
