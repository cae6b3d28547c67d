// Gives a new user a badge for the meeting rooms, by a service that mws has no fake of.
// Unlike the published scripts it leaves a trace of what went wrong: context.Provisioning.
let service = 'https://rooms.example.com/api';
let user = context.ProvisionedUser;

let finish = function (status, reason) {
    context.Provisioning = { Status: status, Reason: reason };
    done(context);
};

// An Error instead of data is a network failure; then there is no response at all.
let problemOf = function (data, response) {
    if (data instanceof Error) {
        return data.message;
    }
    return response.statusCode < 400 ? null : 'the service answered ' + response.statusCode;
};

let createBadge = function (id) {
    rest.putJson(service + '/people/' + id + '/badge', { colour: 'green' }).on('complete', function (data, response) {
        let problem = problemOf(data, response);
        finish(problem ? 'failed' : 'done', problem);
    });
};

let createPerson = function () {
    rest.postJson(service + '/people', { mail: user.MailAddress }).on('complete', function (data, response) {
        let problem = problemOf(data, response);
        if (problem) {
            finish('failed', problem);
        } else {
            createBadge(data.id);
        }
    });
};

rest.get(service + '/people', { query: { mail: user.MailAddress } }).on('complete', function (data, response) {
    let problem = problemOf(data, response);
    if (problem) {
        finish('failed', problem);
    } else if (data.people.length === 0) {
        createPerson();
    } else {
        createBadge(data.people[0].id);
    }
});
