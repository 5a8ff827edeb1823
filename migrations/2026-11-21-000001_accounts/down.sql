DROP TABLE secrets, instance, throttles, api_tokens, sessions, account_links, accounts;
