// Style: whoever is first finishes; a flag keeps the others out.
let finished = false;
let finish = function (outcome) {
  if (finished) {
    return;
  }
  finished = true;
  context.Outcome = outcome;
  done(context);
};

let configuration = JSON.parse(context.OAuth2ProtocolConfiguration);
let url = 'https://api.getgo.com/admin/rest/v1/accounts/' + encodeURIComponent(configuration.account_key) + '/users';
let filter = encodeURIComponent('(email="' + context.ProvisionedUser.MailAddress + '")');

let watch = function (request, next) {
  request.on('timeout', function () { finish('no answer'); });
  request.on('error', function (error) { finish('lost: ' + error.message); });
  request.on('fail', function (data, response) { finish('refused: ' + response.statusCode); });
  request.on('complete', function (data, response) {
    if (data instanceof Error || response === null || response.statusCode >= 400) {
      finish('failed');
    } else {
      next(data);
    }
  });
};

watch(rest.get(url + '?filter=' + filter, { accessToken: configuration.access_token, timeout: 10000 }), function (page) {
  if (!page || !Array.isArray(page.results) || page.results.length !== 1) {
    finish('there is not one such user');
    return;
  }
  let key = page.results[0].key;
  let options = { accessToken: configuration.access_token, timeout: 10000 };
  watch(rest.del(url + '/' + encodeURIComponent(key), options), function () {
    finish('deleted');
  });
});
