DROP TABLE terms_acceptances, terms, releases;
