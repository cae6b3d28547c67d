// Style: one object with all functions, and `self` for those that are called back.
var workflow = {
  auth: JSON.parse(context.OAuth2ProtocolConfiguration),
  licences: context.Application.ApplicationSettings.Fields.ApplicationLicenses,

  url: function (path) {
    return 'https://api.getgo.com/admin/rest/v1/accounts/' + encodeURIComponent(this.auth.account_key) + path;
  },

  options: function () {
    return { accessToken: this.auth.access_token, timeout: 10000 };
  },

  start: function () {
    var self = this;
    if (!this.licences || this.licences.length === 0) {
      return this.stop('no licences');
    }
    rest.get(this.url('/users?filter=' + encodeURIComponent('(email="' + context.ProvisionedUser.MailAddress + '")')), this.options())
      .on('timeout', function () { self.stop('time-out'); })
      .on('complete', function (data, response) { self.found(data, response); });
  },

  found: function (data, response) {
    var problem = this.problem(data, response);
    if (problem) {
      this.stop(problem);
    } else if (!data || data.total !== 1) {
      this.stop('not one user');
    } else {
      this.give(data.results[0].key);
    }
  },

  give: function (key) {
    rest.post(this.url('/licenses/' + this.licences.map(encodeURIComponent).join(',') + '/users/' + encodeURIComponent(key)), this.options())
      .on('timeout', this.stop.bind(this, 'time-out'))
      .on('complete', this.given.bind(this));
  },

  given: function (data, response) {
    this.stop(this.problem(data, response) || 'given');
  },

  problem: function (data, response) {
    if (data instanceof Error) {
      return data.message;
    }
    return response.statusCode < 300 ? '' : 'status ' + response.statusCode;
  },

  stop: function (outcome) {
    context.Outcome = outcome;
    done(context);
  }
};

workflow.start();
