// Style: the shorthands for JSON, and a service that has nothing to do with GoTo.
let service = 'https://rooms.example.com/api';
let user = context.ProvisionedUser;

let finish = function (status, reason) {
  context.Badge = { Status: status, Reason: reason };
  done(context);
};

let problemOf = function (data, response) {
  if (data instanceof Error) {
    return data.message;
  }
  return response.statusCode < 400 ? null : 'the service answered ' + response.statusCode;
};

let silent = function () {
  finish('failed', 'the service is silent');
};

let createBadge = function (id) {
  rest.putJson(service + '/people/' + encodeURIComponent(id) + '/badge', { colour: 'green' }, { timeout: 10000 })
    .on('timeout', silent)
    .on('complete', function (data, response) {
      let problem = problemOf(data, response);
      finish(problem ? 'failed' : 'done', problem);
    });
};

let createPerson = function () {
  rest.postJson(service + '/people', { mail: user.MailAddress }, { timeout: 10000 })
    .on('timeout', silent)
    .on('complete', function (data, response) {
      let problem = problemOf(data, response);
      if (problem || !data || !data.id) {
        finish('failed', problem || 'the answer has no id');
      } else {
        createBadge(data.id);
      }
    });
};

rest.json(service + '/people', null, { query: { mail: user.MailAddress }, timeout: 10000 })
  .on('timeout', silent)
  .on('complete', function (data, response) {
    let problem = problemOf(data, response);
    if (problem || !data || !Array.isArray(data.people)) {
      finish('failed', problem || 'the answer is no list of people');
    } else if (data.people.length === 0) {
      createPerson();
    } else {
      createBadge(data.people[0].id);
    }
  });
