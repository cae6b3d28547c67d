// mws: transformation
// Style: a transformation script: no rest, no done, the changed context is its result.
let user = context.CurrentUser;

let plain = function (address) {
  let at = address.lastIndexOf('@');
  return address.slice(0, at).replace(/\+.*$/, '').toLowerCase() + '@corp.example.com';
};

if (typeof user.MailAddress === 'string' && user.MailAddress.indexOf('@') > 0) {
  user.MailAddress = plain(user.MailAddress);
}
