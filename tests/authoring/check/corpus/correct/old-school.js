// Style: ECMAScript 5 of long ago: one function around all, var, handlers kept in variables.
(function () {
  'use strict';

  var config = JSON.parse(context.OAuth2ProtocolConfiguration),
    fields = context.Application.ApplicationSettings.Fields,
    person = context.ProvisionedUser,
    root = 'https://api.getgo.com/admin/rest/v1/accounts/' + encodeURIComponent(config.account_key),
    onFound, onGiven, onTimeout, fail;

  fail = function (why) {
    context.Failure = why;
    done(context);
  };

  onTimeout = function () {
    fail('time-out');
  };

  onGiven = function (data, response) {
    if (data instanceof Error) {
      fail(data.message);
    } else if (response.statusCode !== 204 && response.statusCode !== 200) {
      fail('status ' + response.statusCode);
    } else {
      context.Given = fields.ApplicationLicenses.join(' ');
      done(context);
    }
  };

  onFound = function (data, response) {
    var keys = [], i;
    if (data instanceof Error) {
      fail(data.message);
    } else if (response.statusCode !== 200 || data === null || data.total !== 1) {
      fail('not found');
    } else {
      for (i = 0; i < fields.ApplicationLicenses.length; i++) {
        keys.push(encodeURIComponent(fields.ApplicationLicenses[i]));
      }
      rest.post(root + '/licenses/' + keys.join(',') + '/users/' + encodeURIComponent(data.results[0].key), {
        accessToken: config.access_token,
        timeout: 10000
      }).on('complete', onGiven).on('timeout', onTimeout);
    }
  };

  if (!fields.EnableAccountProvisioning) {
    fail('switched off');
  } else if (Object.prototype.toString.call(fields.ApplicationLicenses) !== '[object Array]' ||
      fields.ApplicationLicenses.length < 1) {
    fail('no licences');
  } else {
    rest.get(root + '/users?filter=' + encodeURIComponent('(email="' + person.MailAddress + '")'), {
      accessToken: config.access_token,
      timeout: 10000
    }).on('complete', onFound).on('timeout', onTimeout);
  }
}());
