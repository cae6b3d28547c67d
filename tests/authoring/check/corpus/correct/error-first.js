// Style: functions that call back with an error first, as in Node; names that are used again further in.
var config = JSON.parse(context.OAuth2ProtocolConfiguration);
var mail = context.ProvisionedUser.MailAddress;
var keys = context.Application.ApplicationSettings.Fields.ApplicationLicenses;

function send(method, path, callback) {
  var url = 'https://api.getgo.com/admin/rest/v1/accounts/' + encodeURIComponent(config.account_key) + path;
  rest[method](url, { accessToken: config.access_token, timeout: 10000 })
    .on('timeout', function () {
      callback(new Error('no answer to ' + method));
    })
    .on('complete', function (data, response) {
      if (data instanceof Error) return callback(data);
      if (response.statusCode >= 300) return callback(new Error(method + ': status ' + response.statusCode));
      callback(null, data);
    });
}

function findUser(callback) {
  send('get', '/users?filter=' + encodeURIComponent('(email="' + mail + '")'), function (err, data) {
    if (err) return callback(err);
    var results = data && data.results;
    if (!Array.isArray(results) || results.length !== 1) return callback(new Error('there is not one user'));
    callback(null, results[0].key);
  });
}

function assign(key, callback) {
  if (!keys || !keys.length) return callback(new Error('no licences'));
  send('post', '/licenses/' + keys.map(encodeURIComponent).join(',') + '/users/' + encodeURIComponent(key), callback);
}

findUser(function (err, key) {
  if (err) {
    context.Error = err.message;
    return done(context);
  }
  assign(key, function (err, data) {
    context.Error = err ? err.message : null;
    context.Answer = err ? null : data;
    done(context);
  });
});
