-- Up to when the provider was asked for everything that happened on a seller's account: webhooks get lost.
ALTER TABLE sellers ADD events_asked_at timestamptz;

-- Money that came for what could not be sold, and went back: the provider keeps its fee all the same.
ALTER TABLE ledger_transactions DROP CONSTRAINT ledger_transactions_kind_check;
ALTER TABLE ledger_transactions ADD CONSTRAINT ledger_transactions_kind_check CHECK (kind IN (
    'sale', 'processor_fee', 'refund', 'dispute', 'dispute_won', 'dispute_lost', 'correction', 'refused', 'returned'));
