// Workflow for "User assigned to Application": sees to it that the user has a GoToMeeting account with all
// licences of the application. Written anew after the published script, which it replaces; it is not the vendor's.
//
// How it ends: always with done(context), once. What came of it stands in context.Provisioning:
//   { Status: 'done',    Reason: 'created' }                               or 'licences given'
//   { Status: 'skipped', Reason: 'the user has all licences already' }     there was nothing to do
//   { Status: 'failed',  Reason: 'looking for the user: status 401' }      and nothing was done, or who knows what
// done(context) is the only end that is documented for a workflow. What MyWorkspace makes of a script that throws,
// or never ends, nobody says; so failures are told in the context, and that somebody looks there is assumed.
// If your MyWorkspace shows a script that throws as failed, let end() throw instead: it is the one place.

// 1. The context. The protocol configuration is JSON in a string.
const configuration = parsed(context.OAuth2ProtocolConfiguration);
const fields = context.Application.ApplicationSettings.Fields;
const licences = fields.ApplicationLicenses;
const user = context.ProvisionedUser;

// The longest that any answer may take, in milliseconds. Without it a silent service holds the run for ever.
const patience = 10000;

start();

// What has to be right before anything is asked of the service.
function start() {
  if (fields.EnableAccountProvisioning !== true) {
    end('skipped', 'provisioning is switched off for this application');
  } else if (!configuration || !configuration.account_key || !configuration.access_token) {
    end('failed', 'the configuration has no account_key or no access_token: connect the application again');
  } else if (!Array.isArray(licences) || licences.length === 0) {
    // The service would create a user without licences, who can't do anything.
    end('failed', 'the application has no licences');
  } else if (!user.MailAddress || user.MailAddress.indexOf('"') >= 0) {
    // A quote would end the value in the filter, whatever its encoding.
    end('failed', 'the user has no e-mail address that can be looked for');
  } else {
    findUser('looking for the user', createUser);
  }
}

// 2. Is she there already? Whoever calls this says what to do if not.
function findUser(step, otherwise) {
  // Encoded as a whole: + & ( ) and letters such as ü would otherwise be something else at the service.
  const filter = encodeURIComponent('(email="' + user.MailAddress + '")');
  rest.get(accountUrl() + '/users?filter=' + filter, options())
    .on('timeout', function () {
      end('failed', step + ': no answer');
    })
    .on('complete', function (data, response) {
      const problem = problemOf(data, response);
      if (problem) {
        end('failed', step + ': ' + problem);
        return;
      }
      if (!data || typeof data.total !== 'number') {
        end('failed', step + ': the answer is no list of users');
        return;
      }
      // The service takes the value for a pattern, in which a dot is any letter: compare once more.
      const results = Array.isArray(data.results) ? data.results : [];
      const found = results.filter(isUser);
      if (found.length === 1) {
        giveLicences(found[0]);
      } else if (found.length > 1) {
        // Which of them is meant can't be known here, and a licence costs money.
        end('failed', step + ': ' + found.length + ' users have this address; put that right at the service');
      } else if (results.length < data.total) {
        end('failed', step + ': ' + data.total + ' users are like this address, and not all of them were told');
      } else {
        otherwise();
      }
    });
}

// 3a. She isn't: create her with the licences.
function createUser() {
  // postJson: restler sends data as a form if it is an object.
  rest.postJson(accountUrl() + '/users', {
    users: [{ email: user.MailAddress, firstName: user.FirstName, lastName: user.LastName, locale: 'en_US' }],
    licenseKeys: licences,
    emailContent: {
      subject: 'Welcome to GoToMeeting',
      text: 'You can now use GoToMeeting. Your e-mail address is your user ID.'
    }
  }, options()).on('timeout', function () {
    end('failed', 'creating the user: no answer; whether she was created is not known');
  }).on('complete', function (data, response) {
    const problem = problemOf(data, response);
    if (!problem && Array.isArray(data)) {
      end('done', 'created');
    } else if (!problem) {
      end('failed', 'creating the user: the answer is no list of users');
    } else if (response && response.statusCode === 409) {
      // Either another run was quicker (two applications, assigned at once): then she is there now, without our
      // licences. Or no seat is left: then she still isn't, and the refusal stands. To look once more tells.
      findUser('looking for the user after a conflict', function () {
        end('failed', 'creating the user: ' + problem);
      });
    } else {
      end('failed', 'creating the user: ' + problem);
    }
  });
}

// 3b. She is: give her what she hasn't got yet. To be run twice does no harm.
function giveLicences(account) {
  if (typeof account.key !== 'string') {
    // A bare number of so many digits has lost the last of them by now: it would be somebody else's key.
    end('failed', 'giving the licences: the service wrote the key as a number, which JavaScript cannot hold');
    return;
  }
  const has = account.licenseKeys || [];
  const missing = licences.filter(function (licence) {
    return has.indexOf(licence) < 0;
  });
  if (missing.length === 0) {
    end('skipped', 'the user has all licences already');
    return;
  }
  const keys = missing.map(encodeURIComponent).join(',');
  rest.post(accountUrl() + '/licenses/' + keys + '/users/' + encodeURIComponent(account.key), options())
    .on('timeout', function () {
      end('failed', 'giving the licences: no answer; whether they were given is not known');
    })
    .on('complete', function (data, response) {
      const problem = problemOf(data, response);
      if (problem) {
        end('failed', 'giving the licences: ' + problem);
      } else {
        end('done', 'licences given');
      }
    });
}

// The one place where the run ends.
function end(status, reason) {
  context.Provisioning = { Status: status, Reason: reason };
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
