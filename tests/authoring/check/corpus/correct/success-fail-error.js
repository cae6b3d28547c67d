// Style: the events success, fail and error instead of complete.
let configuration = JSON.parse(context.OAuth2ProtocolConfiguration);
let url = 'https://api.getgo.com/admin/rest/v1/accounts/' + encodeURIComponent(configuration.account_key) + '/users';
let person = context.ProvisionedUser;
let keys = context.Application.ApplicationSettings.Fields.ApplicationLicenses;

let report = function (text) {
  context.Report = text;
  done(context);
};

let refused = function (data, response) {
  report('refused: ' + response.statusCode);
};

let lost = function (error) {
  report('lost: ' + error.message);
};

let late = function () {
  report('no answer');
};

let create = function () {
  rest.post(url, {
    accessToken: configuration.access_token,
    timeout: 10000,
    headers: { 'Content-Type': 'application/json' },
    data: JSON.stringify({
      users: [{ email: person.MailAddress, firstName: person.FirstName, lastName: person.LastName }],
      licenseKeys: keys,
    }),
  }).on('success', function () {
    report('created');
  }).on('fail', refused).on('error', lost).on('timeout', late);
};

if (keys === undefined || keys.length === 0) {
  report('no licences');
} else {
  rest.get(url, {
    accessToken: configuration.access_token,
    timeout: 10000,
    query: { filter: '(email="' + person.MailAddress + '")' },
  }).on('success', function (data) {
    if (data && data.total === 0) {
      create();
    } else {
      report('not created: is there, or could not be read');
    }
  }).on('fail', refused).on('error', lost).on('timeout', late);
}
