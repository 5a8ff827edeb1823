-- What was refused and returned stays in the ledger, which is never edited: it becomes a correction.
ALTER TABLE ledger_transactions DROP CONSTRAINT ledger_transactions_kind_check;
ALTER TABLE ledger_transactions DISABLE TRIGGER ledger_transactions_once;
UPDATE ledger_transactions SET kind = 'correction' WHERE kind IN ('refused', 'returned');
ALTER TABLE ledger_transactions ENABLE TRIGGER ledger_transactions_once;
ALTER TABLE ledger_transactions ADD CONSTRAINT ledger_transactions_kind_check CHECK (kind IN (
    'sale', 'processor_fee', 'refund', 'dispute', 'dispute_won', 'dispute_lost', 'correction'));
ALTER TABLE sellers DROP events_asked_at;
