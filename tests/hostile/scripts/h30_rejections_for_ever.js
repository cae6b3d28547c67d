// HANG: each rejection that nobody handles makes another one [expects: threw cpu-limit]
(function again() { Promise.reject(1).finally(again); })();
