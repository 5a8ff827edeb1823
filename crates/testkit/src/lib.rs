//! What tests share: databases, the app under test, the tidy test
