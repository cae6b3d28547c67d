// Style: a class of ECMAScript 2015 that stands for the service.
class Directory {
  constructor(configuration) {
    this.token = configuration.access_token;
    this.base = 'https://api.getgo.com/admin/rest/v1/accounts/' + encodeURIComponent(configuration.account_key);
  }

  options() {
    return { accessToken: this.token, timeout: 10000 };
  }

  find(mail, callback) {
    const filter = encodeURIComponent('(email="' + mail + '")');
    this.listen(rest.get(this.base + '/users?filter=' + filter, this.options()), callback);
  }

  remove(key, callback) {
    this.listen(rest.del(this.base + '/users/' + encodeURIComponent(key), this.options()), callback);
  }

  listen(request, callback) {
    request.on('complete', (data, response) => {
      if (data instanceof Error) {
        callback(data.message, null);
      } else if (response.statusCode >= 400) {
        callback('status ' + response.statusCode, null);
      } else {
        callback(null, data);
      }
    });
    request.on('timeout', () => callback('no answer', null));
  }
}

class Deprovisioning {
  constructor(directory) {
    this.directory = directory;
  }

  run() {
    this.directory.find(context.ProvisionedUser.MailAddress, (problem, page) => {
      if (problem || !page || page.total !== 1) {
        this.end(problem || 'there is not one such user');
      } else {
        this.directory.remove(page.results[0].key, (failure) => this.end(failure || 'deleted'));
      }
    });
  }

  end(outcome) {
    context.Outcome = outcome;
    done(context);
  }
}

new Deprovisioning(new Directory(JSON.parse(context.OAuth2ProtocolConfiguration))).run();
