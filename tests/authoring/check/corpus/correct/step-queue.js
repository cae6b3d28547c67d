// Style: a queue of steps; each calls the next one, and the first that fails ends the run.
let token = JSON.parse(context.OAuth2ProtocolConfiguration);
let root = 'https://api.getgo.com/admin/rest/v1/accounts/' + encodeURIComponent(token.account_key);
let state = { key: null };
let steps = [search, remove];

function next(problem) {
  let step = steps.shift();
  if (problem || !step) {
    context.Result = problem || 'removed';
    done(context);
    return;
  }
  step();
}

function ask(request, use) {
  request
    .on('timeout', () => next('time-out'))
    .on('complete', (body, response) => {
      if (body instanceof Error || response === null) {
        next('no answer');
      } else if (response.statusCode !== 200 && response.statusCode !== 204) {
        next('status ' + response.statusCode);
      } else {
        next(use(body));
      }
    });
}

function search() {
  let filter = '(email="' + context.ProvisionedUser.MailAddress + '")';
  ask(rest.get(root + '/users?filter=' + encodeURIComponent(filter), { accessToken: token.access_token, timeout: 10000 }), (body) => {
    if (!body || body.total !== 1) return 'not one user';
    state.key = body.results[0].key;
    return '';
  });
}

function remove() {
  ask(rest.del(root + '/users/' + encodeURIComponent(state.key), { accessToken: token.access_token, timeout: 10000 }), () => '');
}

next('');
