// Style: a generator that waits for answers: await before there was await.
const configuration = JSON.parse(context.OAuth2ProtocolConfiguration);
const base = 'https://api.getgo.com/admin/rest/v1/accounts/' + encodeURIComponent(configuration.account_key);
const options = () => ({ accessToken: configuration.access_token, timeout: 10000 });

function drive(steps) {
  const next = (answer) => {
    const step = steps.next(answer);
    if (!step.done) {
      step.value
        .on('complete', (data, response) => next({ data: data, response: response }))
        .on('timeout', () => next({ data: new Error('no answer'), response: null }));
    }
  };
  next();
}

function problem(answer) {
  if (answer.data instanceof Error) return answer.data.message;
  return answer.response.statusCode < 400 ? '' : 'status ' + answer.response.statusCode;
}

function* work() {
  const filter = encodeURIComponent('(email="' + context.ProvisionedUser.MailAddress + '")');
  const found = yield rest.get(base + '/users?filter=' + filter, options());
  if (problem(found)) return problem(found);
  if (!found.data || found.data.total !== 1) return 'there is not one such user';
  const deleted = yield rest.del(base + '/users/' + encodeURIComponent(found.data.results[0].key), options());
  return problem(deleted) || 'deleted';
}

function* main() {
  context.Outcome = yield* work();
  done(context);
}

drive(main());
