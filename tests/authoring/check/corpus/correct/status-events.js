// Style: the events that are named by a status; complete comes after them and concludes.
const configuration = JSON.parse(context.OAuth2ProtocolConfiguration);
const users = 'https://api.getgo.com/admin/rest/v1/accounts/' + encodeURIComponent(configuration.account_key) + '/users';
const options = () => ({ accessToken: configuration.access_token, timeout: 10000 });
const outcome = { what: 'nothing was heard' };

const conclude = () => {
  context.Outcome = outcome.what;
  done(context);
};

const remove = (key) => rest.del(users + '/' + encodeURIComponent(key), options())
  .on('2XX', () => { outcome.what = 'deleted'; })
  .on('404', () => { outcome.what = 'was gone already'; })
  .on('4XX', (data, response) => {
    if (response.statusCode !== 404) outcome.what = 'refused: ' + response.statusCode;
  })
  .on('5XX', () => { outcome.what = 'the service is down'; })
  .on('error', (error) => { outcome.what = 'lost: ' + error.message; })
  .on('complete', conclude)
  .on('timeout', conclude);

const filter = '(email="' + context.ProvisionedUser.MailAddress + '")';
rest.get(users + '?filter=' + encodeURIComponent(filter), options())
  .on('200', (data) => {
    if (data && data.total === 1) {
      remove(data.results[0].key);
    } else {
      outcome.what = 'not one user';
      conclude();
    }
  })
  .on('fail', (data, response) => {
    outcome.what = 'refused: ' + response.statusCode;
    conclude();
  })
  .on('error', (error) => {
    outcome.what = 'lost: ' + error.message;
    conclude();
  })
  .on('timeout', conclude);
