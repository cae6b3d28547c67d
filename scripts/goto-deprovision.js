// get necessary values from context
// parse the protocol configuration, because it is a escaped string
let oauth2ProtocolConfiguration = JSON.parse(context.OAuth2ProtocolConfiguration);
let accountKey = oauth2ProtocolConfiguration.account_key;
let accessToken = oauth2ProtocolConfiguration.access_token;
let provisionedUser = context.ProvisionedUser;
let accountProvisioningEnabled = context.Application.ApplicationSettings.Fields.EnableAccountProvisioning;


// helper functions
let hasSingleResult = function (httpResponseFromServiceProvider) {
    
    return (httpResponseFromServiceProvider && 
            httpResponseFromServiceProvider.fromIndex === 0 &&
             httpResponseFromServiceProvider.toIndex === 1 &&
              httpResponseFromServiceProvider.total === 1);
};

let isEmpty = function (userKey) {
    return (!userKey || 0 === userKey.length);
};

// inject the raw response into the context
let handleOnComplete = function () {
    done(context);
};

// try to get the user from GTM
let getUserFromGotoMeeting = function () {
    return rest.get('https://api.getgo.com/admin/rest/v1/accounts/' + accountKey + '/users?filter=(email="' + provisionedUser.MailAddress + '")', {
        headers: {
            'Accept': 'application/json',
            'Content-type': 'application/json',
            'Authorization': 'Bearer ' + accessToken
        }
    });
};

// try to delete the user from GTM
let deleteUserFromGotoMeeting = function (userKey) {
    rest.del('https://api.getgo.com/admin/rest/v1/accounts/' + accountKey + '/users/' + userKey, {
        headers: {
            'Accept': 'application/json',
            'Content-type': 'application/json',
            'Authorization': 'Bearer ' + accessToken
        }
    }).on('complete',
        function (data, response) {
            handleOnComplete();
        }
    );
};

// logic to do the provisioning
let executeWorkflow = function () {

    // get the user
    getUserFromGotoMeeting().on('complete',

        function (getUserFromGoToMeetingResponse) {

            let callHandleOnComplete = true;
            // if a single user is found, try to delete it
            if (hasSingleResult(getUserFromGoToMeetingResponse)) {
                
                // get the user key
                let userKey = getUserFromGoToMeetingResponse.results[0].key;
                // if its not empty, delete it
                if (!isEmpty(userKey)) {

                    callHandleOnComplete = false;
                    deleteUserFromGotoMeeting(userKey);
                }
            }

            if(callHandleOnComplete) {
                handleOnComplete();
            }
            
        }
    );
};

// check if account provisioning is enabled
if(accountProvisioningEnabled === true) {
    // execute the provisioning workflow
    executeWorkflow();
}
else {
    handleOnComplete();
}
