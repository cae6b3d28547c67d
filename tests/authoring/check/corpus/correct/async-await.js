// Style: async and await (ECMAScript 2017), one try for all.
const configuration = JSON.parse(context.OAuth2ProtocolConfiguration);
const account = `https://api.getgo.com/admin/rest/v1/accounts/${encodeURIComponent(configuration.account_key)}`;

const answerTo = (request) => new Promise((resolve, reject) => {
  request.on('timeout', () => reject(new Error('no answer in time')));
  request.on('complete', (data, response) => {
    if (data instanceof Error) {
      reject(data);
      return;
    }
    resolve({ data, status: response ? response.statusCode : 0 });
  });
});

const options = () => ({ accessToken: configuration.access_token, timeout: 10000 });

async function findUser(mail) {
  const filter = encodeURIComponent(`(email="${mail}")`);
  const { data, status } = await answerTo(rest.get(`${account}/users?filter=${filter}`, options()));
  if (status !== 200 || !data || !Array.isArray(data.results)) {
    throw new Error(`the user could not be looked up: ${status}`);
  }
  return data.results;
}

async function main() {
  const users = await findUser(context.ProvisionedUser.MailAddress);
  for (const user of users) {
    const { status } = await answerTo(rest.del(`${account}/users/${encodeURIComponent(user.key)}`, options()));
    if (status < 200 || status >= 300) {
      throw new Error(`deleting was refused: ${status}`);
    }
  }
  return users.length;
}

async function run() {
  try {
    context.Deleted = await main();
  } catch (error) {
    context.Problem = error.message;
  }
  done(context);
}

run();
