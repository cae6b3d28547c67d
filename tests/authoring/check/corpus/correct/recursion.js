// Style: recursion over a list; the next request goes out when the last one is answered.
const access = JSON.parse(context.OAuth2ProtocolConfiguration);
const base = 'https://api.getgo.com/admin/rest/v1/accounts/' + encodeURIComponent(access.account_key);
const licences = context.Application.ApplicationSettings.Fields.ApplicationLicenses;
const taken = [];

const end = function (problem) {
  context.LicensesTaken = taken;
  context.Problem = problem;
  done(context);
};

const takeFrom = function (user, left) {
  if (left.length === 0) {
    end(null);
    return;
  }
  const licence = left[0];
  rest.del(base + '/licenses/' + encodeURIComponent(licence) + '/users/' + encodeURIComponent(user), {
    accessToken: access.access_token,
    timeout: 10000,
  }).on('complete', function (data, response) {
    if (data instanceof Error || !response) {
      end('no answer');
    } else if (response.statusCode >= 400 && response.statusCode !== 404) {
      end('refused: ' + response.statusCode);
    } else {
      taken.push(licence);
      takeFrom(user, left.slice(1));
    }
  }).on('timeout', function () {
    end('too late');
  });
};

const found = function (data, response) {
  if (data instanceof Error || !response || response.statusCode >= 400) {
    end('the user could not be looked up');
  } else if (!data || !Array.isArray(data.results) || data.results.length !== 1) {
    end('not exactly one user');
  } else {
    takeFrom(data.results[0].key, licences);
  }
};

if (licences && licences.length > 0) {
  const filter = '(email="' + context.ProvisionedUser.MailAddress + '")';
  rest.get(base + '/users?filter=' + encodeURIComponent(filter), { accessToken: access.access_token, timeout: 10000 })
    .on('complete', found)
    .on('timeout', function () { end('too late'); });
} else {
  end('no licences to take');
}
