-- What costs somebody nothing, by a member's discount or because buyers name the price from zero on, is ordered like everything else.
ALTER TABLE purchases DROP CONSTRAINT purchases_amount_minor_check;
ALTER TABLE purchases ADD CONSTRAINT purchases_amount_minor_check CHECK (amount_minor >= 0);
-- The check of the tax, which names two columns.
ALTER TABLE purchases DROP CONSTRAINT purchases_check;
ALTER TABLE purchases ADD CONSTRAINT purchases_check CHECK (tax_minor = 0 OR (tax_minor > 0 AND tax_minor < amount_minor));
