// Workflow for "User unassigned from Application": takes the application's licences away from the user, and deletes
// her account only when nothing else is left in it. Written anew after the published script, which deletes the
// account in any case: with two applications (Pro and Standard), whoever leaves one would lose both.
//
// How it ends: always with done(context), once. What came of it stands in context.Deprovisioning:
//   { Status: 'done',    Reason: 'licences taken' }                      or 'account deleted'
//   { Status: 'skipped', Reason: 'there is no such user' }               there was nothing to do
//   { Status: 'failed',  Reason: 'looking for the user: status 401' }    and nothing was done, or who knows what
// Why failures are told in the context, and what that assumes, stands in goto-provision.js beside this file.

const configuration = parsed(context.OAuth2ProtocolConfiguration);
const fields = context.Application.ApplicationSettings.Fields;
const licences = fields.ApplicationLicenses;
const user = context.ProvisionedUser;

// The longest that any answer may take, in milliseconds. Without it a silent service holds the run for ever.
const patience = 10000;

start();

function start() {
  if (fields.EnableAccountProvisioning !== true) {
    end('skipped', 'provisioning is switched off for this application');
  } else if (!configuration || !configuration.account_key || !configuration.access_token) {
    end('failed', 'the configuration has no account_key or no access_token: connect the application again');
  } else if (!Array.isArray(licences) || licences.length === 0) {
    // What is the application's, and what another's, is told by the licences alone.
    end('failed', 'the application has no licences: what to take away is not known');
  } else if (!user.MailAddress || user.MailAddress.indexOf('"') >= 0) {
    end('failed', 'the user has no e-mail address that can be looked for');
  } else {
    findUser();
  }
}

function findUser() {
  const filter = encodeURIComponent('(email="' + user.MailAddress + '")');
  rest.get(accountUrl() + '/users?filter=' + filter, options())
    .on('timeout', function () {
      end('failed', 'looking for the user: no answer');
    })
    .on('complete', function (data, response) {
      const problem = problemOf(data, response);
      if (problem) {
        end('failed', 'looking for the user: ' + problem);
        return;
      }
      if (!data || typeof data.total !== 'number') {
        end('failed', 'looking for the user: the answer is no list of users');
        return;
      }
      // The service takes the value for a pattern, in which a dot is any letter: delete nobody for looking alike.
      const results = Array.isArray(data.results) ? data.results : [];
      const found = results.filter(isUser);
      if (found.length === 1) {
        leave(found[0]);
      } else if (found.length > 1) {
        end('failed', found.length + ' users have this address; put that right at the service');
      } else if (results.length < data.total) {
        end('failed', data.total + ' users are like this address, and not all of them were told');
      } else {
        end('skipped', 'there is no such user');
      }
    });
}

// Which of the two it is to be. Another run may give her something between the question and the answer to it: the
// service has no way to ask for both at once.
function leave(account) {
  if (typeof account.key !== 'string') {
    end('failed', 'the service wrote the key as a number, which JavaScript cannot hold: it would be somebody else');
    return;
  }
  const has = account.licenseKeys || [];
  const others = has.filter(function (licence) {
    return licences.indexOf(licence) < 0;
  });
  if (others.length === has.length) {
    // An account with none of our licences was not made by this application, or is not its business any more.
    end('skipped', 'the user has none of the licences');
  } else if (others.length > 0 || isAdministrator(account)) {
    takeLicences(account);
  } else {
    deleteAccount(account);
  }
}

function takeLicences(account) {
  const keys = licences.map(encodeURIComponent).join(',');
  rest.del(accountUrl() + '/licenses/' + keys + '/users/' + encodeURIComponent(account.key), options())
    .on('timeout', function () {
      end('failed', 'taking the licences: no answer; whether they were taken is not known');
    })
    .on('complete', function (data, response) {
      conclude('taking the licences', 'licences taken', data, response);
    });
}

function deleteAccount(account) {
  rest.del(accountUrl() + '/users/' + encodeURIComponent(account.key), options())
    .on('timeout', function () {
      end('failed', 'deleting the account: no answer; whether it was deleted is not known');
    })
    .on('complete', function (data, response) {
      conclude('deleting the account', 'account deleted', data, response);
    });
}

function conclude(step, success, data, response) {
  const problem = problemOf(data, response);
  if (!problem) {
    end('done', success);
  } else if (codeIn(data) === 'user.not.found') {
    end('done', 'the account is gone already');
  } else {
    end('failed', step + ': ' + problem);
  }
}

// The one place where the run ends.
function end(status, reason) {
  context.Deprovisioning = { Status: status, Reason: reason };
  done(context);
}

// What is wrong with an answer; '' if nothing is. complete is called whatever came: no answer (an Error, and then
// there is no response), a refusal (401 once the token is an hour old), or what was wanted.
function problemOf(data, response) {
  if (data instanceof Error) {
    return data.message;
  }
  if (!response) {
    return 'no answer';
  }
  if (response.statusCode >= 200 && response.statusCode < 300) {
    // Proxies answer with a page of their own now and then, and with status 200.
    return /html/.test(response.headers['content-type']) ? 'a page instead of an answer' : '';
  }
  return 'status ' + response.statusCode + (codeIn(data) ? ' (' + codeIn(data) + ')' : '');
}

// The service's own word for what is wrong; '' if it has none.
function codeIn(data) {
  return data && data.errors && data.errors[0] ? String(data.errors[0].code) : '';
}

function isUser(account) {
  return String(account.email).toLowerCase() === user.MailAddress.toLowerCase();
}

// An administrator's account is more than its licences.
function isAdministrator(account) {
  return Boolean(account.adminRoles && account.adminRoles.length > 0);
}

function accountUrl() {
  return 'https://api.getgo.com/admin/rest/v1/accounts/' + encodeURIComponent(configuration.account_key);
}

// A new object for each request: restler writes into it.
function options() {
  return {
    timeout: patience,
    accessToken: configuration.access_token,
    headers: { Accept: 'application/json' }
  };
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch (error) {
    return null;
  }
}
