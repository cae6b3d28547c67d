// SIZE: promises without end that are rejected while nobody listens [expects: memory-limit threw cpu-limit]
for (let i = 0; i < 300000; i++) Promise.reject({ i }); done({});
