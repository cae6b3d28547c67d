// Style: forEach with a counter that goes down, and short circuits and ternaries in the place of if.
var cfg = JSON.parse(context.OAuth2ProtocolConfiguration);
var api = 'https://api.getgo.com/admin/rest/v1/accounts/' + encodeURIComponent(cfg.account_key);
var licences = context.Application.ApplicationSettings.Fields.ApplicationLicenses || [];
var open = licences.length;
var failures = [];

var end = function (reason) {
  context.Failures = reason ? [reason] : failures;
  done(context);
};

var answered = function (failure) {
  failure && failures.push(failure);
  --open === 0 && end();
};

var assign = function (key) {
  licences.forEach(function (licence) {
    var url = api + '/licenses/' + encodeURIComponent(licence) + '/users/' + encodeURIComponent(key);
    rest.post(url, { accessToken: cfg.access_token, timeout: 10000 })
      .on('timeout', function () {
        answered(licence + ': time-out');
      })
      .on('complete', function (data, response) {
        data instanceof Error
          ? answered(licence + ': ' + data.message)
          : answered(response.statusCode < 300 ? '' : licence + ': ' + response.statusCode);
      });
  });
};

var find = function () {
  var query = encodeURIComponent('(email="' + context.ProvisionedUser.MailAddress + '")');
  rest.get(api + '/users?filter=' + query, { accessToken: cfg.access_token, timeout: 10000 })
    .on('timeout', function () {
      end('time-out');
    })
    .on('complete', function (data, response) {
      var ok = !(data instanceof Error) && response.statusCode === 200 && data !== null;
      ok && data.total === 1 ? assign(data.results[0].key) : end(ok ? 'not one user' : 'the search failed');
    });
};

open > 0 ? find() : end('no licences');
