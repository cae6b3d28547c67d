// Style: Promise.all over the licences, each given by a request of its own.
const { account_key: account, access_token: accessToken } = JSON.parse(context.OAuth2ProtocolConfiguration);
const licences = context.Application.ApplicationSettings.Fields.ApplicationLicenses;
const base = 'https://api.getgo.com/admin/rest/v1/accounts/' + encodeURIComponent(account);

const settled = (request) => new Promise((resolve) => {
  request
    .on('success', (data) => resolve({ data: data }))
    .on('fail', (data, response) => resolve({ problem: 'status ' + response.statusCode }))
    .on('error', (error) => resolve({ problem: error.message }))
    .on('timeout', () => resolve({ problem: 'time-out' }));
});

const give = (user, licence) => settled(rest.post(
  base + '/licenses/' + encodeURIComponent(licence) + '/users/' + encodeURIComponent(user),
  { accessToken: accessToken, timeout: 10000 }
));

const find = () => settled(rest.get(base + '/users', {
  accessToken: accessToken,
  timeout: 10000,
  query: { filter: '(email="' + context.ProvisionedUser.MailAddress + '")' },
}));

const giveAll = (found) => {
  if (found.problem) return [found];
  if (!found.data || !Array.isArray(found.data.results) || found.data.results.length !== 1) return [{ problem: 'there is not one user' }];
  if (!Array.isArray(licences) || licences.length === 0) return [{ problem: 'no licences' }];
  return Promise.all(licences.map((licence) => give(found.data.results[0].key, licence)));
};

find().then(giveAll).then((answers) => {
  const problems = answers.filter((answer) => answer.problem).map((answer) => answer.problem);
  context.Provisioning = problems.length === 0 ? 'done' : 'failed: ' + problems.join(', ');
  done(context);
});
