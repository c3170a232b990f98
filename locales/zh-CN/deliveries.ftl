delivery-answer = 批准或拒绝
