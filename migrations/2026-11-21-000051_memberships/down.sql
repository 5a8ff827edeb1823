ALTER TABLE entitlements DROP CONSTRAINT entitlements_download_code_id_fkey;
DROP TABLE download_codes, code_batches;
ALTER TABLE posts DROP members_only;
ALTER TABLE releases DROP members_only;
ALTER TABLE purchases DROP CONSTRAINT purchases_membership_id_fkey;
DROP TABLE memberships, tiers;
