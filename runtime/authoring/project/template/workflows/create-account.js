// Gives a new user an account at a service, or brings the one that is there up to date.
// A script to start from: put your service's addresses and fields in place of these.
//
// MyWorkspace gives a script three things: context (what is known about the user and the application),
// rest (asks services) and done (ends the script). Nothing happens until done(context) is called, once.

let service = 'https://api.example.com/v1';
let patience = 10000; // milliseconds. Without it, a service that never answers is waited for without end.

// The configuration is a text that holds JSON.
let configuration = JSON.parse(context.OAuth2ProtocolConfiguration);
let user = context.ProvisionedUser;

let headers = {
    'Accept': 'application/json',
    'Authorization': 'Bearer ' + configuration.access_token
};

// The only way out. What went wrong must be seen by somebody: it stands in the context.
let finish = function (status, detail) {
    context.Provisioning = { Status: status, Detail: detail };
    done(context);
};

let timedOut = function () {
    finish('failed', 'the service did not answer within ' + patience / 1000 + ' seconds');
};

// An Error instead of data is a network failure; then there is no response. Any answer of the service is
// 'complete', refusals too: only the status tells them apart.
let problemOf = function (data, response) {
    if (data instanceof Error) {
        return data.message;
    }
    return 'the service answered ' + (response ? response.statusCode : 'nothing');
};

let createAccount = function () {
    rest.postJson(service + '/accounts', {
        email: user.MailAddress,
        firstName: user.FirstName,
        lastName: user.LastName
    }, { headers: headers, timeout: patience }).on('complete', function (data, response) {
        if (data instanceof Error || !response || response.statusCode !== 201) {
            finish('failed', problemOf(data, response));
            return;
        }
        finish('created', null);
    }).on('timeout', timedOut);
};

let updateAccount = function (id) {
    rest.putJson(service + '/accounts/' + encodeURIComponent(id), {
        firstName: user.FirstName,
        lastName: user.LastName
    }, { headers: headers, timeout: patience }).on('complete', function (data, response) {
        if (data instanceof Error || !response || response.statusCode !== 200) {
            finish('failed', problemOf(data, response));
            return;
        }
        finish('updated', null);
    }).on('timeout', timedOut);
};

// What a user is called belongs to nobody's address until it is encoded: an @ or & would change its meaning.
rest.get(service + '/accounts?email=' + encodeURIComponent(user.MailAddress), {
    headers: headers,
    timeout: patience
}).on('complete', function (data, response) {
    if (data instanceof Error || !response || response.statusCode !== 200) {
        finish('failed', problemOf(data, response));
        return;
    }
    // A proxy's page, or an empty body, comes with status 200, too.
    if (!data || !Array.isArray(data.accounts)) {
        finish('failed', 'the service answered something else than accounts');
        return;
    }
    if (data.accounts.length === 0) {
        createAccount();
    } else {
        updateAccount(data.accounts[0].id);
    }
}).on('timeout', timedOut);
