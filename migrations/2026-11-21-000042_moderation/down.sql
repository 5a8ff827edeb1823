DROP TABLE reports;
DROP TABLE actor_blocks;
DROP FUNCTION host_is_refused(text);
DROP FUNCTION severity_over(text);
DROP FUNCTION domains_over(text);
ALTER TABLE instance DROP COLUMN allow_list;
DROP TABLE domain_allows;
DROP TABLE domain_blocks;
