// Style: the published provisioning script, repaired and otherwise left as it is.
let oauth2ProtocolConfiguration = JSON.parse(context.OAuth2ProtocolConfiguration);
let accountKey = oauth2ProtocolConfiguration.account_key;
let accessToken = oauth2ProtocolConfiguration.access_token;
let provisionedUser = context.ProvisionedUser;
let licenseKeysAsArray = context.Application.ApplicationSettings.Fields.ApplicationLicenses;
let accountProvisioningEnabled = context.Application.ApplicationSettings.Fields.EnableAccountProvisioning;
let accountUrl = 'https://api.getgo.com/admin/rest/v1/accounts/' + encodeURIComponent(accountKey);

// helper functions
let hasSingleResult = function (page) {

    return (page &&
             page.fromIndex === 0 &&
              page.toIndex === 1 &&
               page.total === 1);
};

let hasNoResult = function (page) {

    return (page &&
             page.fromIndex === 0 &&
              page.toIndex === 0 &&
               page.total === 0);
};

let hasKeys = function (licenseKeys) {
    return (licenseKeys && licenseKeys.length > 0);
};

let isEmpty = function (userKey) {
    return (!userKey || 0 === userKey.length);
};

// an Error means that there was no answer, and then there is no response
let hasFailed = function (data, response) {
    return (data instanceof Error || response === null || response.statusCode >= 400);
};

// the outcome stands in the context, for whoever looks for the reason
let handleOnComplete = function (outcome) {
    context.Outcome = outcome;
    done(context);
};

let handleTimeout = function () {
    handleOnComplete('the service did not answer in time');
};

// if the user exists in GTM we just assign him the licenses
let assignLicensesToUser = function (licensesKeysAsString, userKey) {
    rest.post(accountUrl + '/licenses/' + licensesKeysAsString + '/users/' + encodeURIComponent(userKey), {
        timeout: 10000,
        headers: {
            'Accept': 'application/json',
            'Content-type': 'application/json',
            'Authorization': 'Bearer ' + accessToken
        }
    }).on('complete', function (data, response) {
        handleOnComplete(hasFailed(data, response) ? 'the licences were refused' : 'licences assigned');
    }).on('timeout', handleTimeout);
};

// if the user does not exist in GTM we create him and assign the licenses
let createUserInGtmAndAssignLicenses = function () {
    rest.post(accountUrl + '/users', {
        timeout: 10000,
        headers: {
            'Accept': 'application/json',
            'Content-type': 'application/json',
            'Authorization': 'Bearer ' + accessToken
        },
        data: JSON.stringify({
            users: [{
                email: provisionedUser.MailAddress,
                firstName: provisionedUser.FirstName,
                lastName: provisionedUser.LastName,
                locale: "en_US"
            }
            ],
            licenseKeys: licenseKeysAsArray
        })
    }).on('complete', function (data, response) {
        handleOnComplete(hasFailed(data, response) ? 'the user was not created' : 'user created');
    }).on('timeout', handleTimeout);
};

// try to get the user from GTM
let getUserFromGotoMeeting = function () {

    let filter = '(email="' + provisionedUser.MailAddress + '")';
    return rest.get(accountUrl + '/users?filter=' + encodeURIComponent(filter), {
        timeout: 10000,
        headers: {
            'Accept': 'application/json',
            'Content-type': 'application/json',
            'Authorization': 'Bearer ' + accessToken
        }
    });
};

// logic to do the provisioning
let executeWorkflow = function () {

    // get the user
    getUserFromGotoMeeting().on('complete',

        function (getUserFromGoToMeetingResponse, response) {

            if (hasFailed(getUserFromGoToMeetingResponse, response)) {
                handleOnComplete('the user could not be looked up');
                return;
            }

            let outcome = 'nothing done: there are several users with this address, or none that can be read';
            let callHandleOnComplete = true;

            // if no result, create user
            if (hasNoResult(getUserFromGoToMeetingResponse)) {

                callHandleOnComplete = false;
                createUserInGtmAndAssignLicenses();

            // if single result, set licenses
            } else if (hasSingleResult(getUserFromGoToMeetingResponse)) {

                let userKey = getUserFromGoToMeetingResponse.results[0].key;

                // if there is a user key proceed, otherwise do nothing
                if (!isEmpty(userKey)) {

                    callHandleOnComplete = false;
                    let licenseKeysAsString = licenseKeysAsArray.map(encodeURIComponent).join();
                    assignLicensesToUser(licenseKeysAsString, userKey);
                }
            }

            if (callHandleOnComplete) {
                handleOnComplete(outcome);
            }
        }
    ).on('timeout', handleTimeout);
};

// check if account provisioning is enabled
if (accountProvisioningEnabled !== true) {
    handleOnComplete('provisioning is switched off');
} else if (!hasKeys(licenseKeysAsArray)) {
    handleOnComplete('the application has no licences');
} else {
    // execute the provisioning workflow
    executeWorkflow();
}
