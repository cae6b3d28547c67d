// Style: everything in nested callbacks, nothing named.
const config = JSON.parse(context.OAuth2ProtocolConfiguration);
const base = 'https://api.getgo.com/admin/rest/v1/accounts/' + encodeURIComponent(config.account_key);
const licences = context.Application.ApplicationSettings.Fields.ApplicationLicenses || [];

rest.get(base + '/users', {
  accessToken: config.access_token,
  query: { filter: '(email="' + context.ProvisionedUser.MailAddress + '")' },
  timeout: 10000,
}).on('timeout', function () {
  context.Problem = 'looking for the user took too long';
  done(context);
}).on('complete', function (found, response) {
  if (found instanceof Error || !response || response.statusCode !== 200 || !found || !Array.isArray(found.results)) {
    context.Problem = 'the user could not be looked up';
    done(context);
  } else if (found.results.length !== 1 || licences.length === 0) {
    context.Problem = found.results.length + ' users and ' + licences.length + ' licences: nothing to do';
    done(context);
  } else {
    const key = encodeURIComponent(found.results[0].key);
    rest.post(base + '/licenses/' + licences.map(encodeURIComponent).join(',') + '/users/' + key, {
      accessToken: config.access_token,
      timeout: 10000,
    }).on('timeout', function () {
      context.Problem = 'giving the licence took too long';
      done(context);
    }).on('complete', function (given, answer) {
      if (given instanceof Error || !answer) {
        context.Problem = 'the service was not there';
        done(context);
      } else {
        if (answer.statusCode >= 400) {
          context.Problem = 'the licence was refused: ' + answer.statusCode;
        } else {
          context.LicensesGiven = licences;
        }
        done(context);
      }
    });
  }
});
