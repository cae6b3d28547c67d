// Style: a loop over the licences; a counter tells when the last answer is there.
var configuration = JSON.parse(context.OAuth2ProtocolConfiguration);
var licences = context.Application.ApplicationSettings.Fields.ApplicationLicenses;
var base = 'https://api.getgo.com/admin/rest/v1/accounts/' + encodeURIComponent(configuration.account_key);
var pending = 0;
var problems = [];

function one(problem) {
  if (problem) {
    problems.push(problem);
  }
  pending -= 1;
  if (pending === 0) {
    context.Problems = problems;
    done(context);
  }
}

function give(licence, user) {
  var url = base + '/licenses/' + encodeURIComponent(licence) + '/users/' + encodeURIComponent(user);
  rest.post(url, { accessToken: configuration.access_token, timeout: 10000 })
    .on('complete', function (data, response) {
      if (data instanceof Error) {
        one(licence + ': ' + data.message);
      } else {
        one(response.statusCode < 400 ? null : licence + ': ' + response.statusCode);
      }
    })
    .on('timeout', function () {
      one(licence + ': no answer');
    });
}

function stop(problem) {
  context.Problems = [problem];
  done(context);
}

if (!Array.isArray(licences) || licences.length === 0) {
  stop('there are no licences');
} else {
  rest.get(base + '/users?filter=' + encodeURIComponent('(email="' + context.ProvisionedUser.MailAddress + '")'), {
    accessToken: configuration.access_token,
    timeout: 10000,
  }).on('complete', function (data, response) {
    if (data instanceof Error || response.statusCode >= 400 || !data || data.total !== 1) {
      stop('there is no such user, or he could not be looked up');
      return;
    }
    pending = licences.length;
    for (var i = 0; i < licences.length; i += 1) {
      give(licences[i], data.results[0].key);
    }
  }).on('timeout', function () {
    stop('looking for the user took too long');
  });
}
